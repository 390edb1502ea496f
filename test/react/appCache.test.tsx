import { IsRestoringProvider } from '@tanstack/react-query'
import { act } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { ViewerCount } from '../../src'
import { muxViewersOptions } from '../../src/query'
import {
  createFakeFetcher,
  mux,
  never,
  pass,
  seen,
  setUpPage,
  setVisible,
  show,
  showHook,
  soon,
} from './page'

const page = setUpPage()

const KEY = ['mux-viewers']

describe("the app's hands on its cache", () => {
  it('invalidateQueries asks at once, and the rhythm goes on', async () => {
    const fake = createFakeFetcher()
    await show(page.client, <ViewerCount streamId="A" fetcher={fake.fetcher} />)
    await act(async () => void page.client.invalidateQueries({ queryKey: KEY }))
    await soon()
    expect(seen().text).toBe('👁 2 ●')
    await pass(60_000)
    expect(fake.requests).toHaveLength(4)
  })

  it.each<[string, () => unknown]>([
    ['removeQueries', () => page.client.removeQueries({ queryKey: KEY })],
    ['clear', () => page.client.clear()],
    ['resetQueries', () => page.client.resetQueries({ queryKey: KEY })],
    ['cancelQueries', () => page.client.cancelQueries({ queryKey: KEY })],
  ])('%s does not stop the polling', async (_name, meddle) => {
    const fake = createFakeFetcher((id) => mux(id, 7))
    await show(page.client, <ViewerCount streamId="A" fetcher={fake.fetcher} />)
    await act(async () => void meddle())
    await pass(40_000)
    expect(seen().text).toBe('👁 7 ●')
    const before = fake.requests.length
    expect(before).toBeGreaterThanOrEqual(2)
    await pass(60_000)
    expect(fake.requests).toHaveLength(before + 2)
  })

  it('cancelQueries in the middle of a request does not stop the polling', async () => {
    let answer: unknown = new Promise(() => {})
    const fake = createFakeFetcher(() => answer)
    await show(page.client, <ViewerCount streamId="A" fetcher={fake.fetcher} />)
    answer = mux('A', 7)
    await act(async () => void page.client.cancelQueries({ queryKey: KEY }))
    expect(fake.requests[0]!.signal.aborted).toBe(true)
    await pass(30_000)
    expect(seen().text).toBe('👁 7 ●')
  })

  it('setQueryData, as by a socket, shows at once and asks no more often', async () => {
    const fake = createFakeFetcher((id) => mux(id, 1))
    const { queryKey } = muxViewersOptions({ streamId: 'A' })
    const { update } = await show(
      page.client,
      <ViewerCount streamId="A" fetcher={fake.fetcher} query={{}} />,
    )
    for (let viewers = 10; viewers < 20; viewers += 1) {
      act(() => void page.client.setQueryData(queryKey, mux('A', viewers, { ageMs: 0 })))
      await update(<ViewerCount streamId="A" fetcher={fake.fetcher} query={{}} />)
      expect(seen().text).toBe(`👁 ${viewers} ●`)
    }
    expect(fake.requests).toHaveLength(1)
    await pass(60_000)
    expect(fake.requests).toHaveLength(3)
  })
})

describe('a cache that is kept between visits', () => {
  it('is waited for: nothing is asked while it is read, then at once', async () => {
    const fake = createFakeFetcher()
    const at = (isRestoring: boolean) => (
      <IsRestoringProvider value={isRestoring}>
        <ViewerCount streamId="A" fetcher={fake.fetcher} />
      </IsRestoringProvider>
    )
    const { update } = await show(page.client, at(true))
    await pass(60_000)
    setVisible(false)
    setVisible(true)
    await soon()
    expect(fake.requests).toHaveLength(0)
    await update(at(false))
    expect(seen().text).toBe('👁 1 ●')
    await pass(60_000)
    expect(fake.requests).toHaveLength(3)
  })
})

describe('answers out of order', () => {
  it('a late one of a fetcher that heeds no signal never replaces a newer one', async () => {
    const answers: ((viewers: number) => void)[] = []
    const fake = createFakeFetcher(
      (id) => new Promise((resolve) => void answers.push((viewers) => resolve(mux(id, viewers)))),
    )
    const { result } = await showHook(page.client, { streamId: 'A', fetcher: fake.fetcher })
    await act(async () => answers[0]!(1))
    void result.current.refetch()
    await soon()
    void result.current.refetch()
    await soon()
    answers[2]!(3)
    await soon()
    answers[1]!(2)
    await soon()
    expect(result.current.viewers).toBe(3)
  })

  it('one that comes after its time is an error, and the next poll heals it', async () => {
    vi.mocked(Math.random).mockReturnValue(0)
    const answers: ((viewers: number) => void)[] = []
    const fake = createFakeFetcher(
      (id) => new Promise((resolve) => void answers.push((viewers) => resolve(mux(id, viewers)))),
    )
    const { result } = await showHook(page.client, { streamId: 'A', fetcher: fake.fetcher })
    await pass(10_000)
    expect(result.current).toMatchObject({ viewers: null, error: { code: 'timeout' } })
    answers[0]!(1)
    await pass(20_000)
    expect(result.current.viewers).toBeNull()
    answers[1]!(2)
    await soon()
    expect(result.current).toMatchObject({ viewers: 2, status: 'fresh', error: null })
  })
})

describe('what the app pushes into the cache', () => {
  const { queryKey } = muxViewersOptions({ streamId: 'A' })
  const push = (viewers: number): void =>
    act(() => void page.client.setQueryData(queryKey, mux('A', viewers, { ageMs: 0 })))
  const look = async (): Promise<void> => {
    setVisible(false)
    setVisible(true)
    await soon()
  }

  it('stays green, also when the number does not change', async () => {
    await show(page.client, <ViewerCount streamId="A" fetcher={never} query={{ enabled: false }} />)
    for (let count = 0; count < 12; count += 1) {
      push(10)
      await pass(10_000)
    }
    expect(seen().text).toBe('👁 10 ●')
  })

  it.each([[undefined], [false]])(
    'does not make a look at the page ask sooner: refetchOnWindowFocus %s',
    async (refetchOnWindowFocus) => {
      const { fetcher, requests } = createFakeFetcher()
      await show(
        page.client,
        <ViewerCount {...{ fetcher, query: { refetchOnWindowFocus } }} streamId="A" />,
      )
      for (let viewers = 10; viewers < 15; viewers += 1) {
        push(viewers)
        await look()
      }
      expect(requests).toHaveLength(1)
    },
  )

  it('does not shorten a wait that was asked for', async () => {
    const error = { code: 'rate_limited', at: 'mux', message: '', retryAfterMs: 300_000 } as const
    const { fetcher, requests } = createFakeFetcher((id) => mux(id, null, { error }))
    await show(page.client, <ViewerCount streamId="A" fetcher={fetcher} />)
    push(10)
    await pass(200_000)
    expect(requests).toHaveLength(1)
  })
})

describe('errors that are not of this package', () => {
  const { queryKey } = muxViewersOptions({ streamId: 'A' })

  it.each<[string, () => unknown]>([
    ['of a cancelled request', () => page.client.cancelQueries({ queryKey }, { revert: false })],
    [
      'set from outside, as devtools do',
      () =>
        page.client
          .getQueryCache()
          .find({ queryKey })
          ?.setState({ status: 'error', error: new Error('By hand') }),
    ],
  ])('are of the set of codes, and told: %s', async (_name, make) => {
    const onError = vi.fn<(error: { code: string }) => void>()
    const options = { streamId: 'A', fetcher: never, onError }
    const { result } = await showHook(page.client, options)
    await act(async () => void make())
    await soon()
    expect(result.current.error?.code).toBe('unavailable')
    expect(onError.mock.calls.map(([{ code }]) => code)).toEqual(['unavailable'])
  })

  it('are gone with a reset: what loads has no error', async () => {
    const fake = createFakeFetcher(() => Promise.reject(new Error('down')))
    const { result } = await showHook(page.client, { streamId: 'A', fetcher: fake.fetcher })
    expect(result.current).toMatchObject({ status: 'unknown', error: { code: 'unavailable' } })
    fake.answer = never
    await act(async () => void page.client.resetQueries({ queryKey }))
    await soon()
    expect(result.current).toMatchObject({ status: 'loading', error: null })
  })
})

describe('an end that was kept from another visit', () => {
  const { queryKey } = muxViewersOptions({ streamId: 'A' })

  it.each([[undefined], [null]])('is not known to hold: pollAfterMs %s', async (pollAfterMs) => {
    page.client.setQueryData(queryKey, {
      ...{ streamId: 'A', viewers: 0, source: null, stream: 'ended' },
      ...(pollAfterMs === null && { pollAfterMs }),
      receipt: { origin: 1, askedAt: 5, answeredAt: 6 },
    })
    const fake = createFakeFetcher(() => Promise.reject(new Error('down')))
    await show(page.client, <ViewerCount streamId="A" fetcher={fake.fetcher} />)
    expect(seen()).toMatchObject({ text: '👁 –', status: 'unknown' })
    await pass(3_600_000)
    expect(seen()).toMatchObject({ text: '👁 –', status: 'unknown' })
  })
})
