/**
 * In a page with this script the player's reports come ten times as fast: each 10 s, its heartbeat as
 * well, and after a failure (1 + random * 2^n) * 10 s, which is never a round number. Timers of
 * hls.js and the controls, which are round ones, stay. The player itself is untouched.
 */
export const hastenPlayer = `{
  const original = window.setTimeout.bind(window)
  window.setTimeout = (handler, delay, ...given) => {
    const isReport = delay === 10_000 || (delay > 10_000 && delay % 1_000 !== 0)
    return original(handler, isReport ? delay / 10 : delay, ...given)
  }
}`
