import { formatViewers } from '../core/formatViewers'
import type { ViewersUnit } from '../core/snapshot'
import type { ViewersStatus } from '../core/status'

/** What the words are about. */
export interface Described {
  viewers: number | null
  unit: ViewersUnit | null
  status: ViewersStatus
  stream: string
  dot: 'solid' | 'hollow' | null
}

/** The badge in words: its accessible name, and what the tooltip says of the number's origin. */
export interface Words {
  name: string
  origin: string
}

const ORIGINS: Record<ViewersStatus, string> = {
  fresh: 'Real-time from Mux',
  stale: 'Last known from Mux',
  fallback: 'From your database',
  idle: 'Not live',
  ended: 'Ended',
  loading: 'Loading the viewer count',
  unknown: 'Viewer count not available',
}

/** Puts a badge into English words, with the exact number however short the face shows it. */
export function describeViewers(described: Described, locale: string): Words {
  const { viewers, unit, status, stream, dot } = described
  const isFresh = status === 'fresh'
  let origin = ORIGINS[status]
  if (isFresh && dot === 'hollow') origin += ', not confirmed'
  if (isFresh && stream === 'reconnecting') origin += ', reconnecting'
  if (viewers === null) return { name: origin, origin }
  // English words, so English plurals; only the digits follow the locale.
  const [noun, now] =
    unit === 'playbacks' ? ['playback', ' running now'] : ['viewer', ' watching now']
  const nouns = viewers === 1 ? noun : `${noun}s`
  const lowered = origin.charAt(0).toLowerCase() + origin.slice(1)
  return {
    name: `${formatViewers(viewers, { locale })} ${nouns}${isFresh ? now : ''}, ${lowered}`,
    origin,
  }
}
