import { act, screen } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import type { ViewerSnapshot } from '../../src'
import { LivePlayer, type LiveChange, type LivePlayerProps } from '../../src/player'
import {
  createFakeFetcher,
  mux,
  pass,
  setOnline,
  setUpPage,
  setVisible,
  show,
  soon,
} from '../react/page'
import { createPretendPlayer, happen, isRefused, player, plays, wrapper } from './pretendPlayer'

const page = setUpPage()

const IDLE = {
  streamId: 'A',
  viewers: 0,
  source: null,
  stream: 'idle',
  pollAfterMs: 60_000,
} as const
const ENDED = { ...IDLE, stream: 'ended' } as const
const ACTIVE = mux('A', 3, { stream: 'active', ageMs: 0 })
const NO_WORD = mux('A', 0, { stream: 'unknown', verified: false, ageMs: 0 })

/** A page with a player, whose server says this until it is told to say otherwise. */
async function watch(answer: ViewerSnapshot, more: Partial<LivePlayerProps> = {}) {
  const pretend = createPretendPlayer()
  const fake = createFakeFetcher(() => answer)
  const told: LiveChange['state'][] = []
  const props: LivePlayerProps = {
    player: pretend.Player,
    fetcher: fake.fetcher,
    streamId: 'A',
    playbackId: 'pb',
    viewerId: 'somebody',
    onLiveStateChange: ({ state }) => told.push(state),
    ...more,
  }
  const { update } = await show(page.client, <LivePlayer {...props} />)
  return {
    ...pretend,
    told,
    requests: fake.requests,
    answer: (next: ViewerSnapshot) => (fake.answer = () => next),
    set: (changed: Partial<LivePlayerProps>) => update(<LivePlayer {...props} {...changed} />),
  }
}

const notice = (): string => screen.getByRole('status').textContent
const state = (): string | undefined => wrapper().dataset['live']

describe('before the start', () => {
  it('exactly one thing asks, our route at its recheck; then the player has its source again', async () => {
    const { source, requests, answer, told } = await watch(IDLE)
    isRefused()
    expect(source()).toBeUndefined()
    expect(state()).toBe('not-started')
    expect(notice()).toBe('The stream has not started yet. It begins here by itself.')

    await pass(200_000)
    expect(source()).toBeUndefined()
    expect(requests).toHaveLength(4)

    answer(ACTIVE)
    await pass(60_000)
    await soon()
    expect(source()).toBe('pb')
    expect(notice()).toBe('')
    plays()
    expect(state()).toBe('live')
    await soon()
    expect(told).toEqual(['not-started', 'loading', 'live'])
  })

  it('a server that has not heard of the start yet does not keep the player from it', async () => {
    const { source } = await watch(IDLE)
    plays()
    await pass(120_000)
    expect(source()).toBe('pb')
    expect(state()).toBe('live')
  })

  it('where the server knows nothing of the stream, the player asks once a minute', async () => {
    const { source } = await watch(NO_WORD)
    isRefused()
    expect(source()).toBeUndefined()
    await pass(59_000)
    expect(source()).toBeUndefined()
    await pass(1_000)
    expect(source()).toBe('pb')
    isRefused()
    expect(source()).toBeUndefined()
  })

  it('nobody asks while the tab is hidden or the browser offline', async () => {
    const { source } = await watch(NO_WORD)
    isRefused()
    setVisible(false)
    await pass(120_000)
    expect(source()).toBeUndefined()
    vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
    setVisible(true)
    act(() => void document.dispatchEvent(new Event('visibilitychange')))
    expect(source()).toBeUndefined()
    vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(true)
    setOnline(true)
    expect(source()).toBe('pb')
  })

  it('a player that was refused without the server’s word tries at once when it comes', async () => {
    const { source, answer } = await watch({ ...NO_WORD, pollAfterMs: 30_000 })
    isRefused()
    answer(ACTIVE)
    await pass(30_000)
    await soon()
    expect(source()).toBe('pb')
  })

  it('the app’s word is taken: no source until it says so', async () => {
    const { source, requests, set } = await watch(IDLE, { isStreaming: false })
    expect(source()).toBeUndefined()
    expect(requests).toHaveLength(0)
    expect(state()).toBe('not-started')
    await set({ isStreaming: true })
    await soon()
    expect(source()).toBe('pb')
  })

  it('who pressed play in vain is not asked again', async () => {
    const { answer } = await watch(IDLE)
    happen('play', { paused: false })
    isRefused()
    answer(ACTIVE)
    await pass(60_000)
    happen('loadedmetadata', { paused: true })
    expect(player().play).toHaveBeenCalledOnce()
  })

  it('who pressed nothing is not disturbed', async () => {
    const { answer } = await watch(IDLE)
    isRefused()
    answer(ACTIVE)
    await pass(60_000)
    happen('loadedmetadata', { paused: true })
    expect(player().play).not.toHaveBeenCalled()
  })

  it('a player that Mux does not play to is known by its status, too', async () => {
    const { source } = await watch(IDLE)
    happen('error', {}, { fatal: true, data: { response: { code: 412 } } })
    expect(source()).toBeUndefined()
  })
})

describe('while it is live', () => {
  it('behind the live edge and back', async () => {
    const { told } = await watch(ACTIVE)
    plays()
    happen('timeupdate', { inLiveWindow: false })
    expect(state()).toBe('behind')
    happen('seeking', { seeking: true, inLiveWindow: true })
    happen('progress')
    expect(state(), 'while it seeks').toBe('behind')
    happen('seeked', { seeking: false })
    expect(state()).toBe('live')
    await soon()
    expect(told).toEqual(['live', 'behind', 'live'])
  })

  it('one can go back in it: DVR', async () => {
    const onLiveStateChange = vi.fn()
    await watch(ACTIVE, { onLiveStateChange })
    happen('targetlivewindowchange', { targetLiveWindow: Infinity })
    plays()
    expect(wrapper()).toHaveAttribute('data-dvr')
    await soon()
    expect(onLiveStateChange).toHaveBeenLastCalledWith({ state: 'live', isDvr: true })
  })

  it('the encoder is gone: said when the picture stands', async () => {
    const { answer, source } = await watch(ACTIVE)
    plays()
    answer({ ...ACTIVE, stream: 'reconnecting' })
    await pass(30_000)
    expect(state(), 'the buffer still plays').toBe('live')
    happen('waiting')
    expect(state()).toBe('reconnecting')
    expect(notice()).toBe('The broadcaster is reconnecting. It goes on by itself.')
    expect(source(), 'it may come back at any time').toBe('pb')
    happen('playing')
    expect(state()).toBe('live')
    expect(notice()).toBe('')
  })

  it('the player’s own "ended" is no proof', async () => {
    const { source } = await watch(ACTIVE)
    plays()
    happen('ended', { ended: true })
    expect(state()).toBe('live')
    expect(source()).toBe('pb')
  })

  it('an error that is not about the stream is the player’s own to say', async () => {
    const { source } = await watch(ACTIVE)
    happen('error', {}, { fatal: true, muxCode: 2_403_000 })
    expect(source()).toBe('pb')
    expect(state()).toBe('live')
    expect(notice()).toBe('')
  })
})

describe('after the end', () => {
  it('nothing asks but our route, and the next start begins by itself', async () => {
    const { source, answer, told, requests } = await watch(ACTIVE)
    plays()
    answer(ENDED)
    await pass(30_000)
    expect(source(), 'what is in the buffer is seen to its end').toBe('pb')
    happen('waiting')
    expect(source()).toBeUndefined()
    happen('emptied', { paused: true })
    expect(state()).toBe('ended')
    expect(notice()).toBe('The stream has ended.')

    const before = requests.length
    await pass(120_000)
    expect(requests.length - before).toBe(2)
    answer(ACTIVE)
    await pass(60_000)
    happen('loadedmetadata')
    expect(player().play, 'who was watching goes on').toHaveBeenCalledOnce()
    happen('playing', { paused: false })
    await soon()
    expect(told).toEqual(['live', 'ended', 'loading', 'live'])
  })

  it('a paused player stops asking too', async () => {
    const { source, answer } = await watch(ACTIVE)
    plays()
    happen('pause', { paused: true })
    answer(ENDED)
    await pass(30_000)
    expect(source()).toBeUndefined()
    expect(state()).toBe('ended')
  })

  it('a live playlist that is at its end is no recording, and the next broadcast begins by itself', async () => {
    const { source, answer } = await watch(ACTIVE)
    plays()
    answer(ENDED)
    await pass(30_000)
    happen('durationchange', { duration: 44 })
    happen('pause', { paused: true, ended: true })
    happen('ended')
    expect(source()).toBeUndefined()
    expect(notice()).toBe('The stream has ended.')
    happen('emptied', { ended: false, duration: NaN })
    answer(ACTIVE)
    await pass(60_000)
    await soon()
    expect(source()).toBe('pb')
    happen('loadedmetadata', { duration: Infinity })
    expect(player().play, 'who saw it to its end goes on').toHaveBeenCalledOnce()
  })

  it('who had paused is not started again by autoplay', async () => {
    const { answer, props } = await watch(ACTIVE, { autoPlay: 'muted' })
    plays()
    happen('pause', { paused: true })
    answer(ENDED)
    await pass(30_000)
    answer(ACTIVE)
    await pass(60_000)
    expect(props().autoPlay).toBe(false)
    happen('loadedmetadata')
    happen('play', { paused: false })
    expect(props().autoPlay, 'but by a click, and from then on as told').toBe('muted')
  })

  it('a recording that is complete stays, and can be seen again', async () => {
    const { source, answer } = await watch(ACTIVE)
    plays({ targetLiveWindow: Infinity })
    happen('durationchange', { duration: 3_600 })
    answer(ENDED)
    await pass(30_000)
    happen('ended', { ended: true })
    expect(state()).toBe('ended')
    expect(source()).toBe('pb')
    expect(notice(), 'nothing over what can be seen').toBe('')
  })

  it('the app is told once what its server has kept', async () => {
    const onBroadcastEnd = vi.fn()
    const { answer } = await watch(ACTIVE, { onBroadcastEnd })
    answer(ENDED)
    await pass(90_000)
    expect(onBroadcastEnd).toHaveBeenCalledExactlyOnceWith(null)
  })
})

it('a change of the stream begins anew', async () => {
  const { source, set } = await watch(IDLE)
  isRefused()
  expect(source()).toBeUndefined()
  await set({ streamId: 'B', playbackId: 'other' })
  expect(source()).toBe('other')
  expect(state()).toBe('loading')
})

it('words are the app’s own', async () => {
  await watch(IDLE, { labels: { notStarted: 'Gleich geht es los.' } })
  isRefused()
  expect(notice()).toBe('Gleich geht es los.')
})

it('leaving takes every timer along', async () => {
  const pretend = createPretendPlayer()
  const fake = createFakeFetcher(() => NO_WORD)
  const { unmount } = await show(
    page.client,
    <LivePlayer player={pretend.Player} fetcher={fake.fetcher} streamId="A" playbackId="pb" />,
  )
  isRefused()
  unmount()
  await pass(300_000)
  expect(vi.getTimerCount()).toBe(0)
})
