import type { MonitoringDimension } from './monitoringDimensions'
import { RefusedQuery } from './RefusedQuery'

/** By what the rows of a breakdown are put in order, and which way. */
export interface RowOrder {
  by: 'negative_impact' | 'value' | 'views' | 'field'
  direction: 'asc' | 'desc'
}

const orders = ['negative_impact', 'value', 'views', 'field'] as const
const directions = ['asc', 'desc'] as const
const mostRows = 100
const longestTimeframe = 10 * 60

/**
 * Reads the query of a monitoring request; what it does not know it ignores. Throws RefusedQuery.
 * https://www.mux.com/docs/api-reference/data/monitoring
 */
export class MonitoringQuery {
  readonly #query: URLSearchParams
  readonly #dimensions: readonly MonitoringDimension[]

  /** @param dimensions the dimensions there are */
  constructor(url: string, dimensions: readonly MonitoringDimension[]) {
    this.#query = new URL(url).searchParams
    this.#dimensions = dimensions
  }

  get filters(): string[] {
    return this.#query.getAll('filters[]')
  }

  /** In unix seconds; null if not given. */
  get timestamp(): number | null {
    const text = this.#query.get('timestamp')
    return text === null ? null : seconds(text, 'timestamp')
  }

  /** Mux's sources do not agree on whether it may be left out, so here it may not. */
  get dimension(): MonitoringDimension {
    const name = this.#query.get('dimension')
    if (name === null) throw new RefusedQuery('Missing dimension')
    const dimension = this.#dimensions.find((known) => known === name)
    if (dimension === undefined) throw new RefusedQuery(`Invalid dimension ${name}`)
    return dimension
  }

  get limit(): number {
    const text = this.#query.get('limit') ?? '10'
    if (!/^\d+$/.test(text) || Number(text) < 1 || Number(text) > mostRows) {
      throw new RefusedQuery(`Invalid limit ${text}. The maximum is ${mostRows}`)
    }
    return Number(text)
  }

  /** Without a wish, the most viewers first, as in Mux's example. */
  get order(): RowOrder {
    return {
      by: oneOf(orders, this.#query.get('order_by') ?? 'views', 'order_by'),
      direction: oneOf(directions, this.#query.get('order_direction') ?? 'desc', 'order_direction'),
    }
  }

  /**
   * Start and end in unix seconds; null if not given.
   *
   * @param oldest the earliest second of which anything is known
   */
  timeframe(oldest: number): readonly [number, number] | null {
    const texts = this.#query.getAll('timeframe[]')
    if (texts.length === 0) return null
    if (texts.length !== 2) throw new RefusedQuery('Invalid timeframe. Give a start and an end')
    const [start, end] = texts.map((text) => seconds(text, 'timeframe')) as [number, number]
    if (end <= start) throw new RefusedQuery('Invalid timeframe. It must end after its start')
    if (end - start > longestTimeframe) {
      throw new RefusedQuery('Invalid timeframe. It must not be larger than 10 minutes')
    }
    if (start < oldest) {
      throw new RefusedQuery('Invalid timeframe. It must be within the last 24 hours')
    }
    return [start, end]
  }
}

function seconds(text: string, name: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(value)) {
    throw new RefusedQuery(`Invalid ${name} ${text}. It must be a unix timestamp`)
  }
  return value
}

function oneOf<Choice extends string>(
  choices: readonly Choice[],
  text: string,
  name: string,
): Choice {
  const choice = choices.find((candidate) => candidate === text)
  if (choice === undefined) throw new RefusedQuery(`Invalid ${name} ${text}`)
  return choice
}
