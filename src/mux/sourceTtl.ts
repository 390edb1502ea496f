import { ViewersError } from '../core/ViewersError'
import type { ViewersLogger } from '../core/ViewersLogger'

/** What {@link sourceTtl} needs. */
export interface SourceTtlOptions {
  /** The source, as its user calls it. */
  caller: string
  ttl: number
  /** The least there may be where Mux itself is asked. */
  floorMs: number
  /** Where the source asks. */
  url: string
  logger: ViewersLogger
}

/** Throws a `ViewersError` that names `caller` when `ttl` is no number above 0. */
export function assertTtl(ttl: number, caller: string): void {
  if (Number.isFinite(ttl) && ttl > 0) return
  throw new ViewersError(
    'invalid_request',
    `\`ttl\` of ${caller} is a number of milliseconds above 0.`,
  )
}

/** Throws a `ViewersError` that names `caller` when `perSecond` is no number above 0. */
export function assertPerSecond(perSecond: number, caller: string): void {
  if (Number.isFinite(perSecond) && perSecond > 0) return
  throw new ViewersError(
    'invalid_request',
    `\`perSecond\` of ${caller} is a number of requests above 0.`,
  )
}

/** The `ttl` that is kept: where Mux itself is asked, one below the floor is raised with a warning. */
export function sourceTtl({ caller, ttl, floorMs, url, logger }: SourceTtlOptions): number {
  if (ttl >= floorMs || !isMux(url)) return ttl
  logger.warn?.(
    `[mux-viewers] ${caller}: a ttl of ${ttl} ms is too short for Mux; it is raised to ${floorMs} ms.`,
  )
  return floorMs
}

function isMux(value: string): boolean {
  // An address that cannot be read gets no short ttl either.
  return !URL.canParse(value) || /(^|\.)mux\.com\.?$/.test(new URL(value).hostname)
}
