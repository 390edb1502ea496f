/** Mux answers so for a stream that is not live: https://www.mux.com/docs/guides/stream-recordings-of-live-streams */
const NOT_READY = 412

/** The same as the player says it: `MediaError.muxCode`, of its `MuxErrorCode.NETWORK_NOT_READY`. */
const MUX_NOT_READY = 2_412_000

/** The player's own error, which says more than `HTMLMediaElement.error`. */
interface PlayerError {
  muxCode?: number
  fatal?: boolean
  /** What hls.js said, or the answer itself where the browser plays HLS. */
  data?: { response?: { code?: number }; status?: number }
}

function errorOf(event: Event): PlayerError {
  const told = (event as CustomEvent<PlayerError | null | undefined>).detail
  return (
    told ?? ((event.currentTarget as HTMLMediaElement | null)?.error as PlayerError | null) ?? {}
  )
}

/** Whether an error says that there is nothing to play yet, or any more. */
export function isNotReady(event: Event): boolean {
  const { muxCode, data } = errorOf(event)
  // For a `src` that is not on Mux the player gives no code of Mux.
  const status = data?.response?.code ?? data?.status
  return muxCode === MUX_NOT_READY || status === NOT_READY
}

/** Whether an error is the end of it. */
export function isFatal(event: Event): boolean {
  return errorOf(event).fatal !== false
}
