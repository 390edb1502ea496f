import { beforeEach, describe, expect, it, vi } from 'vitest'
import { LivePlayer, type LivePlayerProps } from '../../src/player'
import { createFakeFetcher, setUpPage, show } from '../react/page'
import { createPretendPlayer, happen, plays } from './pretendPlayer'

const page = setUpPage()
beforeEach(() => localStorage.clear())

const { fetcher } = createFakeFetcher()

/** What Mux Data is told, and what is kept in the browser. */
async function tell(props: Partial<LivePlayerProps>) {
  const pretend = createPretendPlayer()
  const element = (more: Partial<LivePlayerProps> = {}) => (
    <LivePlayer
      player={pretend.Player}
      fetcher={fetcher}
      streamId="A"
      playbackId="pb"
      {...props}
      {...more}
    />
  )
  const { update } = await show(page.client, element())
  return {
    metadata: (): Record<string, unknown> => pretend.props().metadata ?? {},
    set: (more: Partial<LivePlayerProps>) => update(element(more)),
  }
}

const kept = (): Record<string, string> => Object.fromEntries(Object.entries(localStorage))

describe('who watches', () => {
  it('is an anonymous id of this browser, from the first render on', async () => {
    const { metadata } = await tell({})
    const id = metadata()['viewer_user_id']
    expect(id).toMatch(/^[0-9a-f]{32}$/)
    expect(kept()).toEqual({ 'mux-viewers:viewer-id': id })
  })

  it('is the same in a second player and after a refresh', async () => {
    const first = await tell({})
    const second = await tell({})
    expect(second.metadata()['viewer_user_id']).toBe(first.metadata()['viewer_user_id'])
  })

  it.each<[string, Partial<LivePlayerProps>, unknown]>([
    ['the app’s id', { viewerId: 'member-7' }, 'member-7'],
    [
      'the app’s id, without cookies too',
      { viewerId: 'member-7', disableCookies: true },
      'member-7',
    ],
    ['nobody', { viewerId: false }, undefined],
    ['nobody', { disableCookies: true }, undefined],
  ])('is %s with %o, and nothing is stored', async (_, props, id) => {
    const { metadata } = await tell(props)
    expect(metadata()['viewer_user_id']).toBe(id)
    expect(kept()).toEqual({})
    page.said()
  })

  it.each<Partial<LivePlayerProps>>([{ disableCookies: true }, { viewerId: false }])(
    'is forgotten with %o',
    async (refusal) => {
      const { metadata, set } = await tell({})
      expect(kept()).not.toEqual({})
      await set(refusal)
      expect(kept()).toEqual({})
      expect(metadata()).not.toHaveProperty('viewer_user_id')
      page.said()
    },
  )

  it('is the app’s, when it logs in', async () => {
    const { metadata, set } = await tell({ metadata: { viewer_user_id: undefined } })
    const before = metadata()['viewer_user_id']
    await set({ metadata: { viewer_user_id: 'member-7' } })
    expect(before).toMatch(/^[0-9a-f]{32}$/)
    expect(metadata()['viewer_user_id']).toBe('member-7')
  })
})

describe('a view that cannot be counted is warned of, once and in one sentence', () => {
  it.each<[string, Partial<LivePlayerProps>, RegExp]>([
    ['tracking is disabled', { disableTracking: true }, /disableTracking/],
    [
      'nobody can tell who is who',
      { disableCookies: true },
      /disableCookies and no viewer_user_id/,
    ],
  ])('%s', async (_, props, sentence) => {
    const { set } = await tell(props)
    await set({ volume: 0.5 })
    const said = page.said()
    expect(said).toHaveLength(1)
    expect(said[0]).toMatch(/^\[mux-viewers\] LivePlayer /)
    expect(said[0]).toMatch(sentence)
  })

  it('Mux Data is not told of the source', async () => {
    await tell({ src: 'https://example.org/a.m3u8' })
    expect(page.said()).toEqual([])
    plays({ media: {} })
    const said = page.said()
    expect(said).toHaveLength(1)
    expect(said[0]).toMatch(/^\[mux-viewers\] LivePlayer .*no envKey/)
  })

  it('but not while a source is taken away', async () => {
    await tell({ src: 'https://example.org/a.m3u8' })
    plays()
    happen('pause', { media: {}, playbackId: undefined, src: undefined })
    expect(page.said()).toEqual([])
  })

  it.each<Partial<LivePlayerProps>>([
    {},
    { viewerId: false },
    { viewerId: 'member-7', disableCookies: true },
    { metadata: { viewer_user_id: 'member-7' }, disableCookies: true },
    { metadataViewerUserId: 'member-7', disableCookies: true },
  ])('but nothing is said of one that can: %o', async (props) => {
    await tell(props)
    plays()
    expect(page.said()).toEqual([])
  })

  it('nothing is said in production', async () => {
    vi.stubEnv('NODE_ENV', 'production')
    await tell({ disableTracking: true })
    expect(page.said()).toEqual([])
    vi.unstubAllEnvs()
  })
})
