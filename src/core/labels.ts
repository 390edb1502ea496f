/**
 * A text with the number in it, `{count}`. One string, or one for each of the locale's plural
 * categories (`Intl.PluralRules`); `other` stands in for those left out.
 */
export type PluralLabel =
  string | ({ other: string } & Partial<Record<Intl.LDMLPluralRule, string>>)

/**
 * Every word of the badge. Templates, not functions, so that a Server Component can pass them.
 * `{count}` is the number, `{viewers}` the phrase made of it, `{text}` all that was said so far,
 * `{when}` an age or a date in the locale's own words.
 */
export interface ViewerLabels {
  /** People, counted just now. */
  watching: PluralLabel
  /** Playbacks, counted just now. */
  playing: PluralLabel
  /** People, at any other time. */
  viewers: PluralLabel
  /** Playbacks, at any other time. */
  views: PluralLabel
  fresh: string
  stale: string
  fallback: string
  idle: string
  ended: string
  /** The last count of a broadcast that has ended, with `whenEnded="final"`. */
  final: string
  loading: string
  unknown: string
  /** Playbacks were asked for, and only people were counted. */
  uncounted: string
  /** Added to a zero that nobody has confirmed. */
  unconfirmed: string
  /** Added while the encoder is gone and expected back. */
  reconnecting: string
  /** The tooltip: when the number was counted. */
  dated: string
}

/** The label in use for a key. */
export type Words = <Key extends keyof ViewerLabels>(key: Key) => ViewerLabels[Key]

/** Whether this can stand for the label of a key: a text, or its forms where those are asked for. */
export function isLabel(label: unknown, key: keyof ViewerLabels): label is PluralLabel & string {
  const hasForms = typeof ENGLISH[key] === 'object'
  const text = hasForms ? ((label as { other?: unknown } | null)?.other ?? label) : label
  return typeof text === 'string'
}

/** The words that are used unless others are given. */
export const ENGLISH: ViewerLabels = {
  watching: { one: '{count} viewer watching now', other: '{count} viewers watching now' },
  playing: { one: '{count} playback running now', other: '{count} playbacks running now' },
  viewers: { one: '{count} viewer', other: '{count} viewers' },
  views: { one: '{count} playback', other: '{count} playbacks' },
  fresh: '{viewers}, real-time from Mux',
  stale: '{viewers}, last known from Mux',
  fallback: '{viewers}, from your database',
  idle: '{viewers}, not live',
  ended: '{viewers}, ended',
  final: '{viewers} at the end',
  loading: 'Loading the viewer count',
  unknown: 'Viewer count not available',
  uncounted: 'Playbacks not counted',
  unconfirmed: '{text}, not confirmed',
  reconnecting: '{text}, reconnecting',
  dated: '{text}, {when}',
}
