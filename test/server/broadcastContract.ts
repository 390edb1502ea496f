import { describe, expect, it } from 'vitest'
import type { Broadcast } from '../../src/core/snapshot'
import type { StreamEvent } from '../../src/core/streamLife'
import type { EndedBroadcast, ViewersStore } from '../../src/server/ViewersStore'

const NOW = Date.UTC(2026, 0, 2, 3, 4, 0)

let streams = 0
const newStream = (): string => `Broadcast_${(streams += 1)}`

function broadcastOf(id: string, hour: number, more: Partial<Broadcast> = {}): Broadcast {
  return {
    id,
    startedAt: new Date(NOW + hour * 3_600_000).toISOString(),
    endedAt: new Date(NOW + (hour + 1) * 3_600_000).toISOString(),
    peak: 650,
    peakAt: new Date(NOW + hour * 3_600_000 + 1_234).toISOString(),
    average: 421.337,
    last: 612,
    viewerSeconds: 1_516_813.2,
    coveredSeconds: 3_599.999,
    ...more,
  }
}

/** What every store must do with events and broadcasts; each test uses streams of its own. */
export function broadcastContract(open: () => ViewersStore): void {
  const eventOf = (streamId: string, id: string, more: Partial<StreamEvent> = {}): StreamEvent => ({
    id,
    streamId,
    type: 'active',
    at: NOW,
    ...more,
  })

  describe('an event', () => {
    it('is kept once, by its id, and as it came first', async () => {
      const store = open()
      const streamId = newStream()
      expect(await store.addEvent(eventOf(streamId, 'one'))).toBe(true)
      expect(await store.addEvent(eventOf(streamId, 'one', { type: 'idle' }))).toBe(false)
      expect(await store.addEvent(eventOf(streamId, 'ONE', { type: 'deleted', at: NOW + 1 }))).toBe(
        true,
      )
      expect(await store.events(streamId, NOW)).toEqual(
        expect.arrayContaining([
          eventOf(streamId, 'one'),
          eventOf(streamId, 'ONE', { type: 'deleted', at: NOW + 1 }),
        ]),
      )
      expect(await store.events(streamId, NOW)).toHaveLength(2)
      expect(await store.events(streamId, NOW + 1)).toHaveLength(1)
      expect(await store.events(newStream(), 0)).toEqual([])
    })

    it('is new to one of those who note it at the same time', async () => {
      const store = open()
      const event = eventOf(newStream(), 'one')
      const noted = await Promise.all(Array.from({ length: 8 }, () => store.addEvent(event)))
      expect(noted.filter(Boolean)).toHaveLength(1)
    })
  })

  describe('a broadcast', () => {
    it.each([
      ['with figures', {}],
      [
        'that nobody counted',
        {
          peak: null,
          peakAt: null,
          average: null,
          last: null,
          viewerSeconds: 0,
          coveredSeconds: 0,
        },
      ],
    ])('%s comes back as it was kept', async (_, more) => {
      const store = open()
      const streamId = newStream()
      expect(await store.lastBroadcast(streamId)).toBeNull()
      expect(await store.addBroadcast({ streamId, broadcast: broadcastOf('b', 0, more) })).toBe(
        true,
      )
      expect(await store.lastBroadcast(streamId)).toEqual(broadcastOf('b', 0, more))
    })

    it('is kept once, and stays as it was', async () => {
      const store = open()
      const streamId = newStream()
      const added = await Promise.all(
        Array.from({ length: 8 }, () =>
          store.addBroadcast({ streamId, broadcast: broadcastOf('b', 0) }),
        ),
      )
      expect(added.filter(Boolean)).toHaveLength(1)
      const later = { streamId, broadcast: broadcastOf('b', 0, { peak: 7 }) }
      expect(await store.addBroadcast(later)).toBe(false)
      expect(await store.lastBroadcast(streamId)).toEqual(broadcastOf('b', 0))
    })

    it('is the only one of its time, whatever it is called', async () => {
      const store = open()
      const streamId = newStream()
      await store.addEvent({ id: 'began', streamId, type: 'active', at: NOW })
      const added = await Promise.all(
        ['a', 'b', 'c'].map((id) =>
          store.addBroadcast({ streamId, broadcast: broadcastOf(id, 0) }),
        ),
      )
      expect(added.filter(Boolean)).toHaveLength(1)
      expect(await store.addBroadcast({ streamId, broadcast: broadcastOf('d', 9) })).toBe(true)
    })

    it('is the last of its stream by when it began', async () => {
      const store = open()
      const streamId = newStream()
      for (const hour of [5, 9, 2]) {
        // oxlint-disable-next-line no-await-in-loop
        await store.addBroadcast({ streamId, broadcast: broadcastOf(`b${hour}`, hour) })
      }
      expect(await store.lastBroadcast(streamId)).toEqual(broadcastOf('b9', 9))
    })
  })

  describe('of a broadcast that has ended', () => {
    /** Claims until `count` broadcasts of `streamId` are found, or none is left. */
    async function claimed(store: ViewersStore, streamId: string, now: number, until: number) {
      const found: EndedBroadcast[] = []
      for (;;) {
        // oxlint-disable-next-line no-await-in-loop
        const some = await store.claimUntold(now, until)
        if (some.length === 0) return found.filter((ended) => ended.streamId === streamId)
        found.push(...some)
      }
    }

    it('one process tells, and when it dies another', async () => {
      const store = open()
      const streamId = newStream()
      const ended = { streamId, broadcast: broadcastOf('b', 0) }
      await store.addBroadcast(ended)
      const found = await Promise.all(
        Array.from({ length: 4 }, () => claimed(store, streamId, NOW, NOW + 60_000)),
      )
      expect(found.flat()).toEqual([ended])
      expect(await claimed(store, streamId, NOW + 59_999, NOW + 60_000)).toEqual([])
      expect(await claimed(store, streamId, NOW + 60_000, NOW + 90_000)).toEqual([ended])
      await store.told(ended)
      expect(await claimed(store, streamId, NOW + 1e9, NOW + 2e9)).toEqual([])
      await store.addBroadcast(ended)
      expect(await claimed(store, streamId, NOW + 3e9, NOW + 4e9)).toEqual([])
    })
  })
}
