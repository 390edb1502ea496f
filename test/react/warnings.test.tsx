import { describe, expect, it, vi } from 'vitest'
import { ViewerCount, type ViewerCountProps } from '../../src'
import { mux, never, setUpPage, show } from './page'

const page = setUpPage()

const WRONG: [string, Partial<ViewerCountProps>, string][] = [
  ['too short an interval', { interval: 10 }, 'interval: 10 is no number'],
  ['no interval', { interval: Number.NaN }, 'interval: NaN is no number'],
  ['a staleAfter of nothing', { staleAfter: 0 }, 'staleAfter: 0 is no number'],
  ['no staleAfter', { staleAfter: Number.NaN }, 'staleAfter: NaN is no number'],
  ['another stream’s snapshot', { initialSnapshot: mux('B', 7) }, 'is of the stream B, not of A'],
]

/** A page with two badges that have this to say, rendered again and again. */
async function showTwo(props: Partial<ViewerCountProps>): Promise<void> {
  const two = () => (
    <>
      <ViewerCount streamId="A" fetcher={never} {...props} />
      <ViewerCount streamId="A" fetcher={never} {...props} />
    </>
  )
  const { update, unmount } = await show(page.client, two(), { strict: true })
  await update(two())
  unmount()
  await show(page.client, two(), { strict: true })
}

describe('what the app should mend', () => {
  it.each(WRONG)('%s is said once, in development', async (_name, props, sentence) => {
    await showTwo(props)
    expect(page.said()).toEqual([expect.stringContaining(sentence)])
  })

  it.each(WRONG)('%s is not said in production', async (_name, props) => {
    vi.stubEnv('NODE_ENV', 'production')
    await showTwo(props)
    expect(page.said()).toEqual([])
    vi.unstubAllEnvs()
  })

  it('each kind is said, whatever else was', async () => {
    await showTwo({ interval: 10, staleAfter: -1 })
    expect(page.said()).toHaveLength(2)
  })

  it.each<[string, Partial<ViewerCountProps>]>([
    ['nothing', {}],
    ['good numbers', { interval: 1_000, staleAfter: 1 }],
    ['no end', { staleAfter: Infinity }],
    ['a snapshot of the stream', { initialSnapshot: mux('A', 7) }],
    ['a snapshot, and no stream yet', { streamId: null, initialSnapshot: mux('A', 7) }],
    ['undefined', { interval: undefined, staleAfter: undefined, initialSnapshot: undefined }],
  ])('%s is nothing to mend', async (_name, props) => {
    await showTwo(props)
    expect(page.said()).toEqual([])
  })
})
