import { describe, expect, it, vi } from 'vitest'
import { ViewerCount, type ViewerCountProps, type ViewersErrorCode } from '../../src'
import type { Broadcast, ViewerSnapshot, ViewersError } from '../../src'
import { createFakeFetcher, mux, never, pass, seen, setUpPage, show, soon } from './page'

const page = setUpPage()

/** A badge with both callbacks, whose fetcher says what `answer` is at that moment. */
async function showCalled(answer: unknown, props: Partial<ViewerCountProps> = {}, strict = true) {
  const fake = createFakeFetcher(() => answer)
  const onError = vi.fn<(error: ViewersError) => void>()
  const onEnded = vi.fn<(broadcast: Broadcast | null) => void>()
  const element = (more: Partial<ViewerCountProps> = {}) => (
    <ViewerCount
      streamId="A"
      {...{ fetcher: fake.fetcher, onError, onEnded }}
      {...props}
      {...more}
    />
  )
  const result = await show(page.client, element(), { strict })
  /** The next poll, and what it brings. */
  const poll = async (next: unknown): Promise<void> => {
    fake.answer = () => next
    await pass(30_000)
    // Renders that change nothing must not call again.
    await result.update(element())
    await result.update(element())
  }
  const codes = () => onError.mock.calls.map(([{ code }]) => code)
  const ids = () => onEnded.mock.calls.map(([broadcast]) => broadcast?.id ?? null)
  return { ...result, fake, onError, onEnded, element, poll, codes, ids }
}

const failing = (code: ViewersErrorCode, viewers: number | null = null): ViewerSnapshot =>
  mux('A', viewers, { error: { code, at: 'mux', message: `[mux-viewers] ${code}.` } })

const broadcast = (id: string, endedAt: string | null = '2026-01-02T04:00:00Z'): Broadcast => ({
  ...{ id, startedAt: '2026-01-02T03:00:00Z', endedAt, peak: 9, peakAt: null, average: 5, last: 7 },
  ...{ viewerSeconds: 18_000, coveredSeconds: 3_600 },
})
const active = (id?: string) =>
  mux('A', 7, { stream: 'active', ...(id !== undefined && { broadcast: broadcast(id, null) }) })
const ended = (id?: string) =>
  mux('A', 0, {
    ...{ source: null, stream: 'ended' },
    ...(id !== undefined && { broadcast: broadcast(id) }),
  })

describe('onError', () => {
  it('is called once for each change of code, and not on recovery', async () => {
    const { poll, codes } = await showCalled(failing('timeout'))
    expect(codes()).toEqual(['timeout'])
    await poll(failing('timeout'))
    await poll(failing('rate_limited'))
    await poll(failing('rate_limited', 7))
    expect(codes()).toEqual(['timeout', 'rate_limited'])
    await poll(mux('A', 7))
    expect(codes()).toEqual(['timeout', 'rate_limited'])
    await poll(failing('rate_limited'))
    expect(codes()).toEqual(['timeout', 'rate_limited', 'rate_limited'])
  })

  it('tells a ViewersError, the same that is returned', async () => {
    const { onError } = await showCalled(failing('forbidden'))
    const [[error]] = onError.mock.calls as [[ViewersError]]
    expect(error).toBeInstanceOf(Error)
    expect(error).toMatchObject({
      code: 'forbidden',
      at: 'mux',
      message: '[mux-viewers] forbidden.',
    })
  })

  it('that throws breaks nothing', async () => {
    const uncaught: unknown[] = []
    vi.stubGlobal('queueMicrotask', (task: () => void) => {
      Promise.resolve()
        .then(task)
        .catch((error) => uncaught.push(error))
    })
    const mine = new Error('mine')
    const onError = (): never => {
      throw mine
    }
    const { fake } = await showCalled(failing('timeout'), { onError })
    expect(uncaught).toEqual([mine])
    fake.answer = () => mux('A', 7)
    await pass(30_000)
    expect(seen().text).toBe('👁 7 ●')
  })

  it('is the one of the last render', async () => {
    const later = vi.fn<() => void>()
    const { onError, update, element, fake } = await showCalled(mux('A', 7))
    await update(element({ onError: later }))
    fake.answer = () => failing('timeout')
    await pass(30_000)
    expect(onError).not.toHaveBeenCalled()
    expect(later).toHaveBeenCalledTimes(1)
  })

  it('is told of each stream anew', async () => {
    const { codes, update, element, fake } = await showCalled(failing('forbidden'))
    fake.answer = (id) => ({ ...failing('forbidden'), streamId: id })
    await update(element({ streamId: 'B' }))
    expect(codes()).toEqual(['forbidden', 'forbidden'])
  })

  it('is not told that somebody has left', async () => {
    const { codes, update, element, unmount, fake } = await showCalled(mux('A', 7))
    fake.answer = never
    await update(element({ streamId: 'B' }))
    await update(element({ streamId: 'C' }))
    unmount()
    await soon()
    expect(codes()).toEqual([])
  })
})

describe('onEnded', () => {
  it.each<[string, ViewerSnapshot[], (string | null)[]]>([
    ['active, ended', [active('b1'), ended('b1'), ended('b1')], ['b1']],
    ['active, ended, nothing kept', [active(), ended(), ended()], [null]],
    ['ended from the start', [ended('b1'), ended('b1')], []],
    ['never live', [mux('A', 0, { source: null, stream: 'idle' })], []],
    ['ended, active, ended', [ended('b1'), active('b2'), ended('b2')], ['b2']],
    [
      'active, ended, active, ended',
      [active('b1'), ended('b1'), active('b2'), ended('b2')],
      ['b1', 'b2'],
    ],
    ['the same, nothing kept', [active(), ended(), active(), ended()], [null, null]],
    [
      'flapping',
      [active('b1'), ended('b1'), active('b1'), ended('b1'), active(), ended('b1')],
      ['b1'],
    ],
    ['reconnecting, ended', [mux('A', 7, { stream: 'reconnecting' }), ended('b1')], ['b1']],
    ['an error between', [active('b1'), failing('timeout'), ended('b1')], ['b1']],
  ])('by the server’s word: %s', async (_name, [first, ...answers], calls) => {
    const { poll, ids } = await showCalled(first)
    for (const answer of answers) await poll(answer)
    expect(ids()).toEqual(calls)
  })

  it('brings the record of the broadcast', async () => {
    const { poll, onEnded } = await showCalled(active('b1'))
    await poll(ended('b1'))
    expect(onEnded).toHaveBeenCalledExactlyOnceWith(broadcast('b1'))
  })

  it.each<[string, unknown, (string | null)[]]>([
    ['before any answer', never(), [null]],
    ['while the server says nothing of the stream', mux('A', 7), [null]],
    ['while the server still says active', active(), [null]],
    ['while the server keeps the broadcast', active('b1'), ['b1']],
  ])('by the app’s word, %s', async (_name, answer, calls) => {
    const { update, element, ids } = await showCalled(answer, { isStreaming: true })
    expect(ids()).toEqual([])
    for (let times = 0; times < 3; times += 1) await update(element({ isStreaming: false }))
    expect(seen().text).toBe('👁 0')
    expect(ids()).toEqual(calls)
  })

  it('by the app’s word, then by the server’s, is once', async () => {
    const { update, element, fake, ids } = await showCalled(active('b1'), { isStreaming: true })
    await update(element({ isStreaming: false }))
    fake.answer = () => ended('b1')
    await update(element({ isStreaming: undefined }))
    await pass(60_000)
    await update(element({ isStreaming: undefined }))
    expect(ids()).toEqual(['b1'])
  })

  it('by the app’s word twice is two, where nothing says it was one', async () => {
    const { update, element, ids } = await showCalled(mux('A', 7), { isStreaming: true })
    for (const isStreaming of [false, true, false]) await update(element({ isStreaming }))
    expect(ids()).toEqual([null, null])
  })

  it('is not called for what has ended before the mount', async () => {
    const { update, element, ids } = await showCalled(active(), { isStreaming: false })
    await update(element({ isStreaming: false }))
    await update(element({ streamId: 'B', isStreaming: false }))
    expect(ids()).toEqual([])
  })

  it('is called by each hook on its own, also by one in a hurry to leave', async () => {
    const { poll, ids, update } = await showCalled(active('b1'), {}, false)
    await poll(ended('b1'))
    await update(null)
    await pass(60_000)
    expect(ids()).toEqual(['b1'])
  })
})

describe('onEnded, where the end is told in two ways', () => {
  const on = mux('A', 7, { stream: 'active' })

  it('is called when the server calls idle what ran', async () => {
    const { poll, ids } = await showCalled(on)
    await poll({ streamId: 'A', viewers: 0, source: null, stream: 'idle' })
    expect(ids()).toEqual([null])
    await poll({ streamId: 'A', viewers: 0, source: null, stream: 'ended' })
    expect(ids()).toEqual([null])
  })

  it('is called once by the app’s word, though the server is late', async () => {
    const { update, element, poll, ids } = await showCalled(on, {}, false)
    await update(element({ isStreaming: true }))
    await update(element({ isStreaming: false }))
    await poll(on)
    await poll({ streamId: 'A', viewers: 0, source: null, stream: 'ended' })
    expect(ids()).toEqual([null])
    await poll(on)
    await poll({ streamId: 'A', viewers: 0, source: null, stream: 'ended' })
    expect(ids()).toEqual([null, null])
  })
})
