/**
 * Who may keep an answer. Public ones: a CDN, for at most half of the time in which nobody could
 * give a newer one (so that a number is never much older than it says). All others: nobody.
 */
export function cacheControl(isPublic: boolean, holdsMs: number): Record<string, string> {
  if (!isPublic) return { 'cache-control': 'private, no-store', vary: 'Cookie, Authorization' }
  const seconds = Math.floor(holdsMs / 2_000)
  return {
    'cache-control': seconds > 0 ? `public, max-age=0, s-maxage=${seconds}` : 'no-store',
  }
}
