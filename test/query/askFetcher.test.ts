import { describe, expect, it, vi } from 'vitest'
import { askFetcher } from '../../src/query/askFetcher'
import {
  isViewersError,
  ViewersError,
  type ReceivedSnapshot,
  type ViewersErrorCode,
  type ViewersFetcher,
} from '../../src/query'
import { reading, rejection, setUpClock } from './fakeRoute'

const SECRET = 'sk-live-123'

setUpClock()

/** A fetcher that answers what no type allows. */
const answering = (answer: unknown): ViewersFetcher => (async () => answer) as ViewersFetcher

const asking = async (
  fetcher: ViewersFetcher,
  id = 'A',
  signal = new AbortController().signal,
): Promise<ReceivedSnapshot> => {
  const [answer] = await askFetcher(fetcher, [id], [signal])
  if (answer instanceof Error) throw answer
  return answer!
}

const cyclic: Record<string, unknown> = {}
cyclic['broadcast'] = cyclic

describe('every misbehaviour has its code', () => {
  it.each<[string, ViewersErrorCode, ViewersFetcher]>([
    [
      'throws synchronously',
      'unavailable',
      () => {
        throw new Error(SECRET)
      },
    ],
    ['rejects', 'unavailable', () => Promise.reject(new Error(SECRET))],
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors
    ['rejects with a string', 'unavailable', () => Promise.reject(SECRET)],
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors
    ['rejects with nothing', 'unavailable', () => Promise.reject()],
    [
      'rejects with a ViewersError',
      'forbidden',
      () => Promise.reject(new ViewersError('forbidden', 'Not you.')),
    ],
    ['is no function', 'unavailable', undefined as unknown as ViewersFetcher],
    ['gives nothing', 'bad_response', answering(undefined)],
    ['gives null', 'bad_response', answering(null)],
    ['gives a number', 'bad_response', answering(7)],
    ['gives an object', 'bad_response', answering({ A: 7 })],
    ['gives too few', 'bad_response', answering([])],
    ['gives a wrong id', 'bad_response', answering([reading('B', 7)])],
    ['gives holes', 'bad_response', answering([null, undefined, 7])],
    ['gives NaN', 'bad_response', answering([reading('A', Number.NaN)])],
    ['gives Infinity', 'bad_response', answering([reading('A', Infinity)])],
    ['gives a negative number', 'bad_response', answering([reading('A', -1)])],
    ['gives a string', 'bad_response', answering([{ ...reading('A', 0), viewers: '7' }])],
    ['gives a bigint', 'bad_response', answering([{ ...reading('A', 0), viewers: 7n }])],
    ['leaves the number away', 'bad_response', answering([{ streamId: 'A', source: 'mux' }])],
    ['leaves the source away', 'bad_response', answering([{ streamId: 'A', viewers: 7 }])],
    ['names a wrong source', 'bad_response', answering([{ ...reading('A', 7), source: 'x' }])],
    [
      'has a getter that throws',
      'unavailable',
      answering([
        {
          streamId: 'A',
          get viewers(): number {
            throw new Error(SECRET)
          },
        },
      ]),
    ],
    [
      'gives what cannot be written as JSON',
      'unavailable',
      answering([{ ...reading('A', 7), broadcast: cyclic }]),
    ],
    [
      'carries an error and no number',
      'rate_limited',
      answering([
        {
          streamId: 'A',
          viewers: null,
          source: null,
          error: { code: 'rate_limited', at: 'mux', message: '[mux-viewers] Slower.' },
        },
      ]),
    ],
    [
      'carries an error nobody knows',
      'bad_response',
      answering([{ streamId: 'A', viewers: null, source: null, error: { code: 'x' } }]),
    ],
  ])('%s: %s', async (_name, code, fetcher) => {
    const error = await rejection(asking(fetcher))
    expect(isViewersError(error)).toBe(true)
    expect(error.code).toBe(code)
    expect(error.message).toMatch(/^\[mux-viewers\] .+\.$/)
    expect(`${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain(SECRET)
  })

  it('never answers: timeout after 10 s, its signal aborted', async () => {
    let signal: AbortSignal | undefined
    const rejected = rejection(
      asking((request) => {
        ;({ signal } = request)
        return new Promise<never>(() => {})
      }),
    )
    await vi.advanceTimersByTimeAsync(9_999)
    expect(signal?.aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(signal?.aborted).toBe(true)
    expect(await rejected).toMatchObject({ code: 'timeout', at: 'route' })
  })
})

describe('a good answer', () => {
  it('may be the short form', async () => {
    const snapshot = await asking(answering([{ streamId: 'A', viewers: 7, source: 'mux' }]))
    expect(snapshot).toMatchObject({ streamId: 'A', viewers: 7, source: 'mux' })
  })

  it('may be among too many', async () => {
    const many = answering([reading('B', 1), reading('A', 7), reading('A', 8)])
    expect((await asking(many)).viewers).toBe(7)
  })

  it('may come synchronously', async () => {
    const hasty = (() => [reading('A', 7)]) as unknown as ViewersFetcher
    expect((await asking(hasty)).viewers).toBe(7)
  })

  it('may be an old number with an error', async () => {
    const error = { code: 'timeout', at: 'mux', message: '[mux-viewers] Late.' } as const
    const kept = answering([{ ...reading('A', 7), ageMs: 90_000, error }])
    expect(await asking(kept)).toMatchObject({ viewers: 7, ageMs: 90_000, error })
  })

  it('drops fields that are not ours, and fields of the wrong form', async () => {
    const odd = { ...reading('A', 7), streamKey: SECRET, ageMs: -5, asOf: 'now', stream: 'live' }
    const { receipt: _receipt, ...snapshot } = await asking(answering([odd]))
    expect(snapshot).toEqual({ streamId: 'A', viewers: 7, ageMs: 0, source: 'mux', unit: 'people' })
  })
})

describe('the receipt', () => {
  it('tells when it was asked and answered, and what was asked of us', async () => {
    vi.advanceTimersByTime(1_000)
    const slow: ViewersFetcher = ({ streamIds }) =>
      new Promise((resolve) => {
        setTimeout(() => resolve([{ ...reading(streamIds[0]!, 7), pollAfterMs: 60_000 }]), 250)
      })
    const answer = asking(slow)
    await vi.advanceTimersByTimeAsync(250)
    expect((await answer).receipt).toEqual({
      askedAt: 1_000,
      answeredAt: 1_250,
      origin: performance.timeOrigin,
      pollAfterMs: 60_000,
    })
  })

  it('is on errors too, each its own, also where one error is thrown twice', async () => {
    const always = Object.freeze(new ViewersError('rate_limited', 'Slow.', { retryAfterMs: 5 }))
    const fetcher: ViewersFetcher = () => Promise.reject(always)
    const first = await rejection(asking(fetcher))
    vi.advanceTimersByTime(500)
    const second = await rejection(asking(fetcher, 'B'))
    expect(first).toMatchObject({ receipt: { askedAt: 0, retryAfterMs: 5 } })
    expect(second).toMatchObject({ receipt: { askedAt: 500, retryAfterMs: 5 } })
  })
})

describe('leaving', () => {
  it('aborts the fetcher at once, and waits for nothing', async () => {
    const leaving = new AbortController()
    let signal: AbortSignal | undefined
    const rejected = rejection(
      asking(
        (request) => {
          ;({ signal } = request)
          return new Promise<never>(() => {})
        },
        'A',
        leaving.signal,
      ),
    )
    await vi.advanceTimersByTimeAsync(1)
    leaving.abort()
    expect(signal?.aborted).toBe(true)
    expect(await rejected).toMatchObject({ code: 'network' })
  })

  it('does not touch the fetcher when it has left already', async () => {
    const fetcher = vi.fn(answering([reading('A', 7)]))
    await rejection(asking(fetcher, 'A', AbortSignal.abort()))
    expect(fetcher).not.toHaveBeenCalled()
  })
})
