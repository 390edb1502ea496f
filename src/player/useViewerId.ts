import { useMemo } from 'react'
import { forgetViewerId, readViewerId } from './viewerId'

/**
 * Who watches: the app's id, else this browser's own, else nobody. Read in the first render, since
 * the player may play as soon as it is there; it never gets into HTML, so it may differ on a server.
 */
export function useViewerId(
  viewerId: string | false | undefined,
  disableCookies: boolean | undefined,
): string | undefined {
  return useMemo(() => {
    if (viewerId) return viewerId
    if (viewerId === undefined && !disableCookies) return readViewerId()
    forgetViewerId()
    return undefined
  }, [viewerId, disableCookies])
}
