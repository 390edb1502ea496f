import { expect, test } from 'vitest'
import { isStreamId } from '../../src/core/streamId'

test.each<[string, unknown, boolean]>([
  ['a Mux id', '8sUvlvHT802Bsl9SM4pGY00Sd8kYk02yvH', true],
  ['an id of our own', 'live-demo_1', true],
  ['one letter', 'a', true],
  ['128 letters', 'a'.repeat(128), true],
  ['129 letters', 'a'.repeat(129), false],
  ['nothing', '', false],
  ['a space', 'a b', false],
  ['a line break at the end', 'a\n', false],
  ['a path', '../assets', false],
  ['a query', 'a?b=c', false],
  ['a letter beyond ASCII', 'ä', false],
  ['a number', 7, false],
  ['a list', ['a'], false],
  ['null', null, false],
  ['undefined', undefined, false],
])('%s', (_, value, is) => {
  expect(isStreamId(value)).toBe(is)
})
