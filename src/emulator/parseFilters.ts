import type { Dimensions } from './dimensionsOf'
import type { MonitoringDimension } from './monitoringDimensions'
import { RefusedQuery } from './RefusedQuery'

/**
 * Reads the values of `filters[]`: `dimension:value`, or `!dimension:value` to exclude. Filters of
 * different dimensions must all hold; of those of one dimension one, and every excluding one.
 * https://www.mux.com/docs/guides/filter-your-data
 *
 * @param known the dimensions there are
 * @returns whether a view fits
 * @throws RefusedQuery for a filter that is none
 */
export function parseFilters(
  filters: readonly string[],
  known: readonly MonitoringDimension[],
): (dimensions: Dimensions) => boolean {
  const wanted = new Map<MonitoringDimension, Set<string>>()
  const unwanted = new Map<MonitoringDimension, Set<string>>()
  for (const filter of filters) {
    const [, negation, name = '', value = ''] = /^(!?)([^:]*):(.*)$/s.exec(filter) ?? []
    if (negation === undefined) {
      throw new RefusedQuery(`Invalid filter ${filter}. Use dimension:value or !dimension:value`)
    }
    const dimension = known.find((candidate) => candidate === name)
    if (dimension === undefined) throw new RefusedQuery(`Invalid filter dimension ${name}`)
    const side = negation === '' ? wanted : unwanted
    side.set(dimension, (side.get(dimension) ?? new Set()).add(value))
  }
  const [all, none] = [[...wanted], [...unwanted]]
  return (dimensions) => {
    const has = ([dimension, values]: [MonitoringDimension, Set<string>]): boolean => {
      const value = dimensions[dimension]
      return value !== undefined && values.has(value)
    }
    return all.every(has) && !none.some(has)
  }
}
