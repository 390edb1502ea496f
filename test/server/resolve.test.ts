import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ViewerSnapshot } from '../../src/core/snapshot'
import { ViewersError } from '../../src/core/ViewersError'
import { createMuxViewers } from '../../src/server/createMuxViewers'
import type { ResolveStream } from '../../src/server/StreamResolver'
import { fakeMux, fakeSource } from './fakeSource'

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-01-02T03:04:05.000Z') })
})
afterEach(() => {
  vi.useRealTimers()
})

const wait = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1_000)

function setUp(resolve: ResolveStream) {
  const { source } = fakeSource(() => ({ viewers: 247 }))
  const error = vi.fn<(line: string, thrown?: unknown) => void>()
  const { fetcher } = createMuxViewers({
    mux: fakeMux,
    authorize: 'public',
    sources: [source],
    resolve,
    logger: { error },
  })
  const one = async (): Promise<ViewerSnapshot> => {
    const { signal } = new AbortController()
    const [[snapshot]] = await Promise.all([fetcher({ streamIds: ['tonight'], signal }), wait(2)])
    return snapshot!
  }
  return { one, error }
}

describe('resolve that fails after it has answered', () => {
  it.each<[string, () => never | Promise<never>]>([
    [
      'throws',
      () => {
        throw new Error('full')
      },
    ],
    ['rejects', () => Promise.reject(new ViewersError('rate_limited', 'Too often.'))],
    ['never ends', () => new Promise<never>(() => undefined)],
    ['gives no id', async () => 'no id' as never],
  ])('and %s takes no number away', async (_, fails) => {
    let isFailing = false
    const { one, error } = setUp(() => (isFailing ? fails() : 'stream'))
    expect(await one()).toMatchObject({ streamId: 'tonight', viewers: 247 })
    isFailing = true
    for (let minute = 0; minute < 3; minute++) {
      // oxlint-disable-next-line no-await-in-loop
      await wait(61)
      // oxlint-disable-next-line no-await-in-loop
      expect(await one()).toMatchObject({ streamId: 'tonight', viewers: 247, source: 'mux' })
    }
    await wait(10)
    expect(error).toHaveBeenCalledTimes(1)
    isFailing = false
    await one()
    isFailing = true
    await wait(61)
    await one()
    await wait(10)
    expect(error).toHaveBeenCalledTimes(2)
  })

  it('and then says that there is no such stream is believed', async () => {
    let streamId: string | null = 'stream'
    const { one } = setUp(() => streamId)
    await one()
    streamId = null
    await wait(61)
    expect(await one()).toMatchObject({ viewers: null, error: { code: 'not_found' } })
  })
})

it('tells the log nothing of what an API client was answered', async () => {
  const answered = Object.assign(new Error('403 {"error":"SECRET of the body"}'), {
    name: 'PermissionDeniedError',
    status: 403,
    error: 'SECRET',
    headers: { cookie: 'SECRET' },
  })
  const { one, error } = setUp(() => {
    throw answered
  })
  await one()
  expect(error.mock.calls).toEqual([
    [
      '[mux-viewers] `resolve` of createMuxViewers failed for tonight (unavailable).',
      new Error('PermissionDeniedError with HTTP status 403; what was answered is left out'),
    ],
  ])
})

it('a logger that rejects is no reason to end the process', async () => {
  const rejections = vi.fn<() => void>()
  process.on('unhandledRejection', rejections)
  const { source } = fakeSource(() => {
    throw new Error('down')
  })
  const error = vi.fn<() => void>(() => Promise.reject(new Error('the log is full')) as never)
  const { fetcher } = createMuxViewers({
    mux: fakeMux,
    authorize: 'public',
    sources: [source],
    logger: { error },
  })
  const { signal } = new AbortController()
  await Promise.all([fetcher({ streamIds: ['A'], signal }), wait(2)])
  vi.useRealTimers()
  await new Promise((resolve) => setImmediate(resolve))
  process.off('unhandledRejection', rejections)
  expect(rejections).not.toHaveBeenCalled()
})
