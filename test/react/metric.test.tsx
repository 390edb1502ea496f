import { fireEvent, screen } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { ViewerCount, type ViewerCountProps } from '../../src'
import { badge, createFakeFetcher, mux, never, seen, setUpPage, show } from './page'

const page = setUpPage()

const showViews = async (answer: unknown, props: Partial<ViewerCountProps> = {}) => {
  const { fetcher } = createFakeFetcher(() => answer)
  return show(page.client, <ViewerCount streamId="A" fetcher={fetcher} metric="views" {...props} />)
}
const old = { ageMs: 90_000 }

describe('a badge of playbacks', () => {
  it.each<[string, string, string, unknown, Partial<ViewerCountProps>?]>([
    [
      'both were counted',
      '👁 300 ●',
      '300 playbacks running now, real-time from Mux',
      mux('A', 247, { views: 300 }),
    ],
    [
      'one playback',
      '👁 1 ●',
      '1 playback running now, real-time from Mux',
      mux('A', 1, { views: 1 }),
    ],
    [
      'no playback',
      '👁 0 ●',
      '0 playbacks running now, real-time from Mux',
      mux('A', 0, { views: 0 }),
    ],
    [
      'playbacks were counted, and nothing else',
      '👁 300 ●',
      '300 playbacks running now, real-time from Mux',
      mux('A', 300, { unit: 'playbacks' }),
    ],
    ['only people were counted', '👁 –', 'Playbacks not counted', mux('A', 247)],
    ['only people were counted, long ago', '👁 –', 'Playbacks not counted', mux('A', 247, old)],
    [
      'both were counted, long ago',
      '👁 300 ○',
      '300 playbacks, last known from Mux',
      mux('A', 247, { views: 300, ...old }),
    ],
    [
      'the app has a number of people',
      '👁 –',
      'Playbacks not counted',
      mux('A', null),
      { fallback: 5 },
    ],
    [
      'the store has both',
      '👁 9',
      '9 playbacks, from your database',
      mux('A', 5, { views: 9, source: 'fallback' }),
    ],
    ['the stream is idle', '👁 0', '0 playbacks, not live', mux('A', 0, { stream: 'idle' })],
    ['the stream has ended', '👁 0', '0 playbacks, ended', mux('A', 0, { stream: 'ended' })],
    ['told not live', '👁 0', '0 playbacks, not live', never(), { isStreaming: false }],
    ['nothing yet', '👁 –', 'Loading the viewer count', never()],
    ['nothing', '👁 –', 'Viewer count not available', mux('A', null)],
  ])('%s: %s', async (_name, text, name, answer, props) => {
    await showViews(answer, props)
    expect(seen()).toMatchObject({ text, name })
  })

  it('has no dot for a number that it does not show, yet the status of the reading', async () => {
    await showViews(mux('A', 247), { dot: ({ dot }) => dot })
    expect(seen()).toMatchObject({ text: '👁 –', status: 'fresh' })
    expect(badge()).not.toHaveAttribute('data-unit')
  })

  it('names the unit of the number that it shows', async () => {
    await showViews(mux('A', 20, { views: 33 }))
    expect(badge()).toHaveTextContent('33')
    expect(badge()).toHaveAttribute('data-unit', 'playbacks')
  })

  it('says in its tooltip what it shows', async () => {
    await showViews(mux('A', 247, { views: 1_234 }), { notation: 'compact' })
    fireEvent.pointerEnter(badge())
    expect(badge().firstElementChild?.nextElementSibling).toHaveTextContent('1.2K')
    expect(screen.getByText(/^1,234 playbacks running now/)).toHaveAttribute('role', 'tooltip')
  })
})

describe('a badge of viewers', () => {
  it('shows people, and never playbacks beside them', async () => {
    await showViews(mux('A', 247, { views: 300 }), { metric: 'viewers' })
    expect(seen()).toMatchObject({ text: '👁 247 ●', name: expect.stringMatching(/^247 viewers/) })
  })

  it('names playbacks where the source counts nothing else', async () => {
    await showViews(mux('A', 300, { unit: 'playbacks' }), { metric: 'viewers' })
    expect(seen().name).toBe('300 playbacks running now, real-time from Mux')
    expect(badge()).toHaveAttribute('data-unit', 'playbacks')
  })
})

it('two badges, one of each, ask once', async () => {
  const fake = createFakeFetcher(() => mux('A', 247, { views: 300 }))
  await show(
    page.client,
    <>
      <ViewerCount streamId="A" fetcher={fake.fetcher} />
      <ViewerCount streamId="A" fetcher={fake.fetcher} metric="views" />
    </>,
  )
  expect(screen.getAllByRole('img').map((one) => one.textContent)).toEqual(['👁 247 ●', '👁 300 ●'])
  expect(fake.requests).toHaveLength(1)
})
