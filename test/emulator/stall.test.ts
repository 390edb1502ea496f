import { expect, test } from 'vitest'

import type { MuxEmulator } from '../../src/emulator'
import frozen from './fixtures/playlist-frozen.json'
import hanging from './fixtures/segments-hang.json'
import { begin, startEmulator } from './startEmulator'

const streams = [
  { id: 'main', playbackId: 'main-playback' },
  { id: 'other', playbackId: 'other-playback' },
]

type Batch = (typeof frozen)[number] | (typeof hanging)[number]

/** Sends the recorded batches by a clock that is put forward; gives a way to count at a second. */
async function replay(batches: readonly Batch[], stream: string) {
  const { emulator, clock } = await startEmulator({ streams })
  const left = [...batches]
  return (second: number): ReturnType<ReturnType<MuxEmulator['stream']>['counts']> => {
    while (left[0] && left[0].seconds <= second) {
      const { body, seconds } = left.shift()!
      emulator.receive(body, begin + seconds * 1_000)
    }
    clock.now = begin + second * 1_000
    return emulator.stream(stream).counts()
  }
}

const one = { viewers: 1, views: 1 }
const nobody = { viewers: 0, views: 0 }

/** When the picture stands still, by the player's own "waiting": it has some seconds in hand. */
const STILL = { frozen: 31.9, hanging: 30 }

test('a playlist freezes: counted for 300 s of rebuffering, until the player says that it is over', async () => {
  const at = await replay(frozen, 'main')
  const end = frozen.at(-1)!
  expect(end.body.events.map(({ e }) => e)).toEqual(['viewend'])
  expect(end.seconds - STILL.frozen).toBeCloseTo(300, 0)
  for (let second = 0; second <= STILL.frozen + 300 - 1; second += 1)
    expect(at(second)).toEqual(one)
  // 5 s more, as whoever leaves; and though the encoder came back, never again.
  expect(at(end.seconds + 4.9)).toEqual(one)
  for (let second = Math.ceil(end.seconds + 5); second <= 420; second += 1)
    expect(at(second)).toEqual(nobody)
})

test('segments hang: the player never says that it is over, so it is when it has not played for 300 s', async () => {
  const at = await replay(hanging, 'other')
  // Its first seek ends the rebuffering for the player; it says that it played until the second one.
  const saidToPlayUntil = STILL.hanging + 8 + 6
  for (let second = 0; second <= saidToPlayUntil + 300; second += 1) expect(at(second)).toEqual(one)
  // 10 s for the report, which may be 10 s old itself.
  const gone = saidToPlayUntil + 310 + 10
  for (let second = gone; second <= 410; second += 1) expect(at(second)).toEqual(nobody)
  // Segments come again at 391.8 s; the first report of a playing time that grows is that of 410.08 s.
  for (let second = 411; second <= 440; second += 1) expect(at(second)).toEqual(one)
})

test('the rule is the emulator’s to keep: without it a picture that stands still is counted for ever', async () => {
  const { emulator, clock } = await startEmulator({ streams, timing: { stallMs: Infinity } })
  for (const { body, seconds } of hanging.filter((batch) => batch.seconds < 391)) {
    emulator.receive(body, begin + seconds * 1_000)
  }
  clock.now = begin + 391_000
  expect(emulator.stream('other').counts()).toEqual(one)
})
