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

const NOUNS = {
  people: { one: 'viewer', other: 'viewers', now: 'watching now' },
  playbacks: { one: 'playback', other: 'playbacks', now: 'running now' },
}

/** Puts a badge into English words, with the exact number however short the face shows it. */
export function describeViewers(described: Described, locale: string): Words {
  const { viewers, unit, status } = described
  const origin = originOf(described)
  if (viewers === null) return { name: origin, origin }
  // English words, so English plurals; only the digits follow the locale.
  const nouns = NOUNS[unit ?? 'people']
  const count = `${formatViewers(viewers, { locale })} ${viewers === 1 ? nouns.one : nouns.other}`
  const lowered = origin.charAt(0).toLowerCase() + origin.slice(1)
  return { name: `${count}${status === 'fresh' ? ` ${nouns.now}` : ''}, ${lowered}`, origin }
}

function originOf({ status, stream, dot }: Described): string {
  switch (status) {
    case 'fresh':
      return `Real-time from Mux${dot === 'hollow' ? ', not confirmed' : ''}${stream === 'reconnecting' ? ', reconnecting' : ''}`
    case 'stale':
      return 'Last known from Mux'
    case 'fallback':
      return 'From your database'
    case 'idle':
      return 'Not live'
    case 'ended':
      return 'Ended'
    case 'loading':
      return 'Loading the viewer count'
    case 'unknown':
      return 'Viewer count not available'
  }
}
