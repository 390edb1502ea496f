import { act, screen } from '@testing-library/react'
import type { MuxPlayerProps, MuxPlayerRefAttributes } from '@mux/mux-player-react'
import { createRef, forwardRef, useEffect, useState } from 'react'
import { describe, expect, it, vi } from 'vitest'
import { LivePlayer } from '../../src/player'
import { badge, createFakeFetcher, mux, never, setUpPage, show, soon } from '../react/page'
import { createPretendPlayer, happen, player, plays, wrapper } from './pretendPlayer'

const page = setUpPage()
const { Player, props } = createPretendPlayer()
const { fetcher } = createFakeFetcher((id) => mux(id, 247, { stream: 'active', ageMs: 0 }))
const given = { player: Player, fetcher, playbackId: 'pb', streamId: 'A', viewerId: 'somebody' }

describe('the player', () => {
  it('gets every prop, as it is', async () => {
    const own: MuxPlayerProps & Record<string, unknown> = {
      accentColor: '#ff0000',
      autoPlay: 'muted',
      className: 'mine',
      currentTime: 3,
      disableTracking: false,
      envKey: 'env',
      extraSourceParams: { a: 1 },
      hotkeys: 'noarrowleft',
      id: 'my-player',
      maxReconnectRetries: 6,
      muted: true,
      onEnded: vi.fn(),
      onError: vi.fn(),
      onPlay: vi.fn(),
      onPlaying: vi.fn(),
      poster: 'poster.webp',
      startTime: 5,
      streamType: 'live',
      style: { aspectRatio: '4 / 3', '--live-button': 'none' },
      theme: 'news',
      title: 'Evening',
      tokens: { playback: 'token' },
      volume: 0.5,
      'data-mine': 'yes',
    }
    await show(page.client, <LivePlayer {...given} {...own} />)
    expect(props()).toMatchObject({ ...own, playbackId: 'pb' })
    for (const [name, value] of Object.entries(own)) expect(props()[name]).toBe(value)
  })

  it('gets nothing of ours', async () => {
    await show(
      page.client,
      <LivePlayer
        {...given}
        badge={{ corner: 'top-left', hidesWithControls: true }}
        interval={5_000}
        fallback={3}
        staleAfter={60_000}
        labels={{}}
        scope="mine"
        wrapperProps={{}}
        onLiveStateChange={() => {}}
      />,
    )
    expect(Object.keys(props()).toSorted()).toEqual([
      'defaultStreamType',
      'fullscreenElement',
      'maxReconnectRetries',
      'metadata',
      'playbackId',
    ])
  })

  it('is told of events by the app’s own handlers and ours alike', async () => {
    const ref = createRef<MuxPlayerRefAttributes>()
    const heard = vi.fn()
    await show(page.client, <LivePlayer {...given} ref={ref} />)
    ref.current!.addEventListener('playing', heard)
    plays()
    expect(heard).toHaveBeenCalledOnce()
    expect(wrapper()).toHaveAttribute('data-live', 'live')
  })

  it('has its children', async () => {
    await show(
      page.client,
      <LivePlayer {...given}>
        <track kind="captions" src="captions.vtt" data-testid="track" />
      </LivePlayer>,
    )
    expect(player()).toContainElement(screen.getByTestId('track'))
  })

  it.each(['object', 'function', 'function with a cleanup'])(
    'is given to a ref: %s',
    async (kind) => {
      const object = createRef<MuxPlayerRefAttributes>()
      const told: unknown[] = []
      const cleaned = vi.fn()
      const ref = {
        object,
        function: (element: MuxPlayerRefAttributes | null) => void told.push(element),
        'function with a cleanup': (element: MuxPlayerRefAttributes | null) => {
          told.push(element)
          return cleaned
        },
      }[kind]!
      const { unmount } = await show(page.client, <LivePlayer {...given} ref={ref} />)
      const element = player()
      expect(kind === 'object' ? object.current : told.at(-1)).toBe(element)
      unmount()
      const isTaken = cleaned.mock.calls.length > 0 || told.at(-1) === null
      expect(kind === 'object' ? object.current === null : isTaken).toBe(true)
      // React 18 knows no cleanups, and says so.
      page.said()
    },
  )

  it('whose code comes late is given to a ref when it is there, and never as null before', async () => {
    const told: unknown[] = []
    const network = new EventTarget()
    const Late = forwardRef<MuxPlayerRefAttributes, MuxPlayerProps>(function Late(own, ref) {
      const [isThere, setThere] = useState(false)
      useEffect(() => network.addEventListener('come', () => setThere(true)), [])
      return isThere ? <Player {...own} ref={ref} /> : null
    })
    const ref = (element: MuxPlayerRefAttributes | null): void => void told.push(element)
    await show(page.client, <LivePlayer {...given} player={Late} ref={ref} />)
    expect(told).toEqual([])
    act(() => void network.dispatchEvent(new Event('come')))
    expect(told.at(-1)).toBe(player())
    expect(told).not.toContain(null)
  })

  it('has the very same metadata while they say the same, or Mux is told of them anew', async () => {
    const inline = () => <LivePlayer {...given} metadata={{ custom_1: 'a' }} />
    const { update } = await show(page.client, inline())
    const before = props().metadata
    await update(inline())
    expect(props().metadata).toBe(before)
    await update(<LivePlayer {...given} metadata={{ custom_1: 'b' }} />)
    expect(props().metadata).toMatchObject({ custom_1: 'b' })
  })

  it('keeps what it knows when the app’s ref is a new one at each render', async () => {
    const { update } = await show(page.client, <LivePlayer {...given} ref={() => {}} />)
    plays()
    await update(<LivePlayer {...given} ref={() => {}} />)
    expect(wrapper()).toHaveAttribute('data-live', 'live')
  })
})

describe('the badge', () => {
  it('is over the player, and says the number', async () => {
    await show(page.client, <LivePlayer {...given} />)
    expect(wrapper()).toContainElement(badge())
    expect(badge()).toHaveAccessibleName('247 viewers watching now, real-time from Mux')
    expect(badge()).toHaveAttribute('data-variant', 'overlay')
    expect(badge()).toHaveAttribute('data-corner', 'top-right')
  })

  it('looks as told', async () => {
    await show(
      page.client,
      <LivePlayer
        {...given}
        badge={{
          corner: 'bottom-left',
          variant: 'solid',
          size: 'large',
          className: 'b',
          icon: false,
        }}
      />,
    )
    expect(badge()).toHaveAttribute('data-corner', 'bottom-left')
    expect(badge()).toHaveAttribute('data-variant', 'solid')
    expect(badge()).toHaveAttribute('data-size', 'large')
    expect(badge()).toHaveClass('b')
    expect(badge()).toHaveTextContent(/^247 ●$/)
  })

  it('can be left out', async () => {
    await show(page.client, <LivePlayer {...given} badge={false} />)
    expect(screen.queryByRole('img')).toBeNull()
  })

  it('and the player are one request', async () => {
    const fake = createFakeFetcher()
    await show(page.client, <LivePlayer {...given} fetcher={fake.fetcher} />)
    expect(fake.requests.map(({ streamIds }) => streamIds)).toEqual([['A']])
  })

  it('hides with the controls if asked, while the picture moves', async () => {
    await show(page.client, <LivePlayer {...given} badge={{ hidesWithControls: true }} />)
    expect(badge()).toHaveAttribute('data-hides')
    plays()
    expect(wrapper()).toHaveAttribute('data-controls', 'shown')
    happen('userinactivechange', {}, true)
    expect(wrapper()).toHaveAttribute('data-controls', 'hidden')
    happen('pause', { paused: true })
    expect(wrapper()).toHaveAttribute('data-controls', 'shown')
    happen('playing')
    happen('userinactivechange', {}, false)
    expect(wrapper()).toHaveAttribute('data-controls', 'shown')
  })
})

describe('the stream that is counted', () => {
  it.each<[string, { streamId?: string | null; playbackId?: string }, string[][]]>([
    ['the one named', { streamId: 'A', playbackId: 'pb' }, [['A']]],
    ['the playback id, for the server to resolve', { playbackId: 'pb' }, [['pb']]],
    ['the playback id without its token', { playbackId: 'pb?token=secret' }, [['pb']]],
    ['none', { streamId: null, playbackId: 'pb' }, []],
  ])('is %s', async (_, ids, asked) => {
    const fake = createFakeFetcher()
    await show(page.client, <LivePlayer player={Player} fetcher={fake.fetcher} {...ids} />)
    expect(fake.requests.map(({ streamIds }) => streamIds)).toEqual(asked)
    await soon()
  })
})

describe('the element around', () => {
  it('takes props of its own, and is what goes fullscreen', async () => {
    await show(
      page.client,
      <LivePlayer
        {...given}
        wrapperProps={{ className: 'around', id: 'stage', 'data-mine': 'yes' }}
      />,
    )
    expect(wrapper()).toHaveClass('around')
    expect(wrapper()).toHaveAttribute('data-mine', 'yes')
    expect(player()).toHaveAttribute('fullscreen-element', 'stage')
  })

  it('has an id of its own else', async () => {
    await show(page.client, <LivePlayer {...given} />)
    expect(wrapper().id).not.toBe('')
    expect(player()).toHaveAttribute('fullscreen-element', wrapper().id)
  })

  it('is not what goes fullscreen where the app says what does', async () => {
    await show(page.client, <LivePlayer {...given} fullscreenElement="whole-page" />)
    expect(player()).toHaveAttribute('fullscreen-element', 'whole-page')
  })
})

it('a player that breaks does not break the page', async () => {
  const told = vi.fn()
  const Broken = (): never => {
    throw new Error('Loading chunk 7 failed')
  }
  await show(
    page.client,
    <>
      <p>the rest of the page</p>
      <LivePlayer
        {...given}
        player={Broken}
        labels={{ failed: 'Kein Player.' }}
        onLiveStateChange={told}
      />
    </>,
  )
  expect(screen.getByText('the rest of the page')).toBeVisible()
  expect(told).toHaveBeenLastCalledWith({ state: 'failed', isDvr: false })
  expect(screen.getByRole('alert')).toHaveTextContent('Kein Player.')
  expect(badge()).toHaveAccessibleName('247 viewers watching now, real-time from Mux')
  expect(page.said().join()).toContain('Broken')
})

it('what the app’s own callback throws does not break the page', async () => {
  const thrown: unknown[] = []
  const hear = (error: unknown): void => void thrown.push(error)
  process.on('uncaughtException', hear)
  await show(
    page.client,
    <LivePlayer
      {...given}
      onLiveStateChange={() => {
        throw new Error('the app’s own')
      }}
    />,
  )
  plays()
  await soon()
  expect(thrown.map(String)).toEqual(['Error: the app’s own'])
  expect(wrapper()).toHaveAttribute('data-live', 'live')
  process.off('uncaughtException', hear)
})

it('without a QueryClient the player is there all the same', async () => {
  const { render } = await import('@testing-library/react')
  render(<LivePlayer {...given} />)
  await soon()
  expect(player()).toBeInTheDocument()
  expect(page.said().join()).toContain('No QueryClient was found')
})

it('a request that never ends holds no picture up', async () => {
  await show(page.client, <LivePlayer {...given} fetcher={never} />)
  plays()
  expect(wrapper()).toHaveAttribute('data-live', 'live')
})
