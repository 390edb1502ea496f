import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { isViewersError } from '../../src/core/ViewersError'
import { resolvePlaybackId } from '../../src/server'
import { fakeMux } from './fakeSource'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it.each(['', 'a b', '../live-streams', 'x'.repeat(129)])(
  'an owner with the id "%s" is a fault of that answer, and not kept for a day',
  async (id) => {
    const answers = [id, 'stream-one']
    const retrieve = async () => ({ object: { type: 'live_stream', id: answers.shift() } })
    const resolve = resolvePlaybackId({ mux: { ...fakeMux, video: { playbackIds: { retrieve } } } })
    const ask = async (): Promise<unknown> => {
      const given = Promise.resolve(resolve('playback-one')).catch((error: unknown) => error)
      await vi.advanceTimersByTimeAsync(5_000)
      return given
    }
    const error = await ask()
    expect(isViewersError(error)).toBe(true)
    expect(error).toMatchObject({ code: 'bad_response', at: 'mux' })
    expect(await ask()).toBe('stream-one')
  },
)
