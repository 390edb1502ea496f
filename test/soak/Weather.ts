import type { ViewersFetcher, ViewerSnapshot } from '../../src'

/** What the far end is like: in order, or one of the ways in which it can fail. */
export const WEATHERS = [
  'good',
  'throws',
  'rejects',
  'hangs',
  'slow',
  'nonsense',
  'faults',
  'not live',
] as const

const never = (): Promise<never> => new Promise<never>(() => undefined)

/** A far end whose weather changes, for fetchers and for the route behind the fetcher that comes by itself. */
export class Weather {
  now: (typeof WEATHERS)[number] = 'good'
  requests = 0

  readonly #random: () => number
  #viewers = 100

  constructor(random: () => number) {
    this.#random = random
  }

  /** What a badge of this stream must say in good weather. */
  numberOf(streamId: string): string {
    return this.#viewersOf(streamId).toLocaleString('en')
  }

  /** The audience comes and goes. */
  change(): void {
    this.#viewers = Math.floor(this.#random() * 5_000)
  }

  readonly fetcher: ViewersFetcher = ({ streamIds }) => {
    this.requests += 1
    switch (this.now) {
      case 'throws':
        throw new Error('thrown by the fetcher')
      case 'rejects':
        return Promise.reject(new Error('rejected by the fetcher'))
      case 'hangs':
        return never()
      case 'slow':
        return this.#later(this.#random() * 20_000, this.#answer(streamIds))
      case 'nonsense':
        return Promise.resolve(this.#nonsense(streamIds) as ViewerSnapshot[])
      case 'good':
      case 'faults':
      case 'not live':
        return Promise.resolve(this.#answer(streamIds))
    }
  }

  /** As the global `fetch`: what the route's weather looks like from a browser. */
  readonly fetch: typeof fetch = async (address) => {
    const streamIds = new URL(address as string, 'https://app.test').searchParams.getAll('id')
    if (this.now === 'nonsense') return this.#pick(this.#pages())
    const snapshots = await this.fetcher({ streamIds, signal: new AbortController().signal })
    return Response.json({ snapshots })
  }

  #answer(streamIds: readonly string[]): ViewerSnapshot[] {
    return streamIds.map((streamId) => {
      const asOf = new Date().toISOString()
      if (this.now === 'faults' && this.#random() < 0.7) return this.#fault(streamId)
      if (this.now === 'not live')
        return {
          streamId,
          viewers: 0,
          source: null,
          stream: 'ended',
          pollAfterMs: 60_000,
          ageMs: 0,
        }
      return {
        streamId,
        viewers: this.#viewersOf(streamId),
        unit: 'people',
        source: 'mux',
        asOf,
        ageMs: 3_000,
        stream: 'active',
        pollAfterMs: 15_000,
      }
    })
  }

  /** Streams differ, so that one is not taken for another. */
  #viewersOf(streamId: string): number {
    return this.#viewers + Number(streamId.replace('Stream', ''))
  }

  #fault(streamId: string): ViewerSnapshot {
    const code = this.#pick(['rate_limited', 'forbidden', 'not_found', 'unavailable'] as const)
    const retryAfterMs = Math.floor(this.#random() * 900_000)
    const error = { code, at: 'mux' as const, message: 'down', retryAfterMs }
    return { streamId, viewers: null, source: null, error }
  }

  #nonsense(streamIds: readonly string[]): unknown {
    const [streamId] = streamIds
    const circular: Record<string, unknown> = { streamId, viewers: 1, source: 'mux' }
    circular.broadcast = circular
    return this.#pick([
      null,
      'text',
      [],
      [null],
      [{ streamId, viewers: -1, source: 'mux' }],
      [{ streamId, viewers: Number.NaN, source: 'mux' }],
      [{ streamId, viewers: 1, source: 'elsewhere' }],
      [{ streamId: 'Another', viewers: 1, source: 'mux' }],
      [circular],
    ])
  }

  #pages(): Response[] {
    return [
      new Response('<html>login</html>'),
      new Response('down', { status: 502 }),
      Response.json({ error: { code: 'rate_limited', message: 'slow' } }, { status: 429 }),
      new Response('', { status: 429, headers: { 'retry-after': '300' } }),
      Response.error(),
    ]
  }

  #later<Value>(ms: number, value: Value): Promise<Value> {
    return new Promise((resolve) => void setTimeout(() => resolve(value), ms))
  }

  #pick<Value>(values: readonly Value[]): Value {
    return values[Math.floor(this.#random() * values.length)] as Value
  }
}
