/**
 * How long the emulator believes in a view. What Mux itself does is not published; the defaults
 * follow the behaviour of the player's SDK.
 */
export interface CountTiming {
  /**
   * A view is lost this long after its last batch, in milliseconds. A healthy player sends one
   * every 10 s.
   * @default 30_000
   */
  lostMs: number
  /**
   * A view that asked to play and never did counts this long, in milliseconds.
   * @default 60_000
   */
  startMs: number
  /**
   * A view that has stopped making progress counts this long, in milliseconds: 300 s, after which
   * the SDK itself ends the view, and 10 s for the report to arrive.
   * @default 310_000
   */
  stallMs: number
  /**
   * A viewer whose view ended is counted this long on, in milliseconds, so that a refresh of the
   * page makes no dip.
   * @default 5_000
   */
  lingerMs: number
  /**
   * Monitoring counts a view on whose playback has "just" failed: this long, in milliseconds. Mux
   * does not say how long that is; the default is one of its points.
   * @default 5_000
   */
  failedMs: number
}
