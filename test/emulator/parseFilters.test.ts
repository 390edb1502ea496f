import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { Dimensions } from '../../src/emulator/dimensionsOf'
import type { MonitoringDimension } from '../../src/emulator/monitoringDimensions'
import { parseFilters } from '../../src/emulator/parseFilters'
import { RefusedQuery } from '../../src/emulator/RefusedQuery'

const known: MonitoringDimension[] = ['country', 'cdn', 'live_stream_id']

describe('filters', () => {
  const fits = (filters: string[], view: Dimensions) => parseFilters(filters, known)(view)

  test.each<[string, string[], Dimensions, boolean]>([
    ['none: every view', [], {}, true],
    ['the value', ['country:US'], { country: 'US' }, true],
    ['another value', ['country:US'], { country: 'CA' }, false],
    ['not in other letters', ['country:us'], { country: 'US' }, false],
    ['no value', ['country:US'], {}, false],
    ['one of a dimension', ['country:US', 'country:CA'], { country: 'CA' }, true],
    ['all dimensions', ['country:US', 'cdn:x'], { country: 'US', cdn: 'y' }, false],
    ['all dimensions', ['country:US', 'cdn:x'], { country: 'US', cdn: 'x' }, true],
    ['excluded', ['!country:US'], { country: 'US' }, false],
    ['not excluded', ['!country:US'], { country: 'CA' }, true],
    ['nothing to exclude', ['!country:US'], {}, true],
    ['excluded by the second', ['!country:US', '!country:CA'], { country: 'CA' }, false],
    ['wanted and excluded', ['country:US', '!country:US'], { country: 'US' }, false],
    ['a value with a colon', ['live_stream_id:a:b'], { live_stream_id: 'a:b' }, true],
    ['a value of two lines', ['live_stream_id:a\nb'], { live_stream_id: 'a\nb' }, true],
    ['an empty value', ['country:'], { country: 'US' }, false],
  ])('%s', (_, filters, view, expected) => expect(fits(filters, view)).toBe(expected))

  test.each([
    ['city:Rome', 'Invalid filter dimension city'],
    ['Country:US', 'Invalid filter dimension Country'],
    ['video_id:a', 'Invalid filter dimension video_id'],
    ['toString:a', 'Invalid filter dimension toString'],
    [':US', 'Invalid filter dimension '],
    ['!+country:US', 'Invalid filter dimension +country'],
    ['-country:US', 'Invalid filter dimension -country'],
    ['country', 'Invalid filter country. Use dimension:value or !dimension:value'],
    ['', 'Invalid filter . Use dimension:value or !dimension:value'],
  ])('%j is refused', (filter, sentence) => {
    expect(() => fits([filter], {})).toThrow(new RefusedQuery(sentence))
  })
})

test('any filters together: all that exclude, and one of each dimension wanted', () => {
  const value = fc.constantFrom('a', 'b', 'c')
  const dimension = fc.constantFrom(...known)
  const view: fc.Arbitrary<Dimensions> = fc.record(
    { country: value, cdn: value, live_stream_id: value },
    { requiredKeys: [] },
  )
  const filter = fc.record({ dimension, value, not: fc.boolean() })
  fc.assert(
    fc.property(fc.array(filter, { maxLength: 6 }), view, (filters, dimensions) => {
      const texts = filters.map((one) => `${one.not ? '!' : ''}${one.dimension}:${one.value}`)
      // Slowly, one dimension after the other.
      const expected = known.every((name) => {
        const own = filters.filter((one) => one.dimension === name)
        const wanted = own.filter(({ not }) => !not)
        const isWanted = wanted.length === 0 || wanted.some((one) => one.value === dimensions[name])
        return isWanted && !own.some((one) => one.not && one.value === dimensions[name])
      })
      expect(parseFilters(texts, known)(dimensions)).toBe(expected)
    }),
  )
})
