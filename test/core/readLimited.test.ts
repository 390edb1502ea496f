import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readLimited } from '../../src/core/readLimited'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** A body that arrives in these pieces, and says how many were asked for and whether it was cut off. */
function bodyOf(pieces: readonly Uint8Array[]): {
  body: ReadableStream<Uint8Array>
  seen: { pulled: number; isCancelled: boolean }
} {
  const seen = { pulled: 0, isCancelled: false }
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const piece = pieces[seen.pulled]
        if (piece === undefined) controller.close()
        else controller.enqueue(piece)
        seen.pulled += 1
      },
      cancel() {
        seen.isCancelled = true
      },
    },
    { highWaterMark: 0 },
  )
  return { body, seen }
}

test('no body is empty', async () => {
  expect(await readLimited(null, 10)).toBe('')
})

test.each([
  ['nothing', '', 0, ''],
  ['less than allowed', 'abc', 4, 'abc'],
  ['as much as allowed', 'abcd', 4, 'abcd'],
  ['a byte more', 'abcde', 4, null],
  ['letters are counted in bytes', 'ää', 3, null],
])('%s', async (_, text, maxBytes, read) => {
  expect(await readLimited(bodyOf([bytesOf(text)]).body, maxBytes)).toBe(read)
})

test('however it is cut into pieces, the text is whole or there is none', async () => {
  await fc.assert(
    fc.asyncProperty(
      // A byte order mark is no text, so it does not come back.
      fc.string({ unit: 'grapheme' }).filter((text) => !text.startsWith('\uFEFF')),
      fc.array(fc.nat(40)),
      fc.nat(60),
      async (text, cuts, maxBytes) => {
        const bytes = bytesOf(text)
        const at = [0, ...cuts.filter((cut) => cut < bytes.length), bytes.length]
        at.sort((one, other) => one - other)
        const pieces = at.slice(1).map((end, index) => bytes.slice(at[index], end))
        const read = await readLimited(bodyOf(pieces).body, maxBytes)
        expect(read).toBe(bytes.length <= maxBytes ? text : null)
      },
    ),
  )
})

test('what is too long is not read to its end', async () => {
  const { body, seen } = bodyOf(Array.from({ length: 100 }, () => bytesOf('abcd')))
  expect(await readLimited(body, 10)).toBeNull()
  expect(seen).toEqual({ pulled: 3, isCancelled: true })
})

test('does not wait for a far end that never lets go', async () => {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(bytesOf('too long')),
    cancel: () => new Promise<void>(() => undefined),
  })
  expect(await readLimited(body, 3)).toBeNull()
})

test('rejects when the body breaks off', async () => {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      controller.enqueue(bytesOf('{"view'))
      controller.error(new Error('socket hang up'))
    },
  })
  await expect(readLimited(body, 100)).rejects.toThrow('socket hang up')
})
