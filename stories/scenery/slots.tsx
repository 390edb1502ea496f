import type { ViewerCountSlot } from '../../src/index'

const people = (
  <svg viewBox="0 0 16 16" width="1em" height="1em" fill="currentColor" aria-hidden="true">
    <circle cx="6" cy="5" r="3" />
    <path d="M0 14c0-3 2.7-5 6-5s6 2 6 5z" />
    <path d="M11 2.2a3 3 0 0 1 0 5.6M13.5 14H16c0-2.4-1.3-4-3.5-4.7" />
  </svg>
)

/** What may stand in a place of the badge, by the name that a control shows. */
export const SLOTS = {
  icon: { 'the eye': undefined, none: false, 'people drawn': people, 'a word': 'Live' },
  count: {
    'the number': undefined,
    'a rough number': ({ viewers }) =>
      viewers === null ? '–' : viewers < 100 ? 'a few' : `${Math.floor(viewers / 100) * 100}+`,
  },
  dot: {
    'the dot': undefined,
    none: false,
    'LIVE while fresh': ({ dot }) => (dot === 'solid' ? 'LIVE' : '○'),
  },
  children: {
    'icon and count and dot': undefined,
    'a sentence': ({ viewers, status }) =>
      viewers === null ? 'Who is watching?' : `${viewers} watching · ${status}`,
  },
} satisfies Record<string, Record<string, ViewerCountSlot>>

/** What has that name, as an arg: it stays a name until the story is drawn, so that its control can show it. */
export function slot<Place extends keyof typeof SLOTS>(
  _place: Place,
  name: keyof (typeof SLOTS)[Place],
): ViewerCountSlot {
  return name as string
}
