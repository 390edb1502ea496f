import type { Counting } from './createCounting'
import { fillTemplate, type TemplateWords } from './fillTemplate'
import { ENGLISH, type Words } from './labels'

/** What the words are about. */
export interface Described {
  /** The number on the face; `null`: not known. */
  count: number | null
  isPeople: boolean
  /** Which text it is: the status, or `final`. */
  said: 'fresh' | 'stale' | 'fallback' | 'idle' | 'ended' | 'final' | 'loading' | 'unknown'
  isConfirmed: boolean
  isReconnecting: boolean
}

/** The badge in words: its accessible name, with the exact number however short the face shows it. */
export function describeViewers(
  { count, isPeople, said, isConfirmed, isReconnecting }: Described,
  word: Words,
  { pluralOf, write }: Counting,
): string {
  const isFresh = said === 'fresh'
  if (count === null) return word(said === 'loading' || said === 'unknown' ? said : 'uncounted')
  const [people, playbacks] = isFresh
    ? (['watching', 'playing'] as const)
    : (['viewers', 'views'] as const)
  const key = isPeople ? people : playbacks
  const forms = word(key)
  const whole = Math.round(count)
  // English words keep English plurals, whatever the locale of the digits: French says "0 viewer".
  const category = forms !== ENGLISH[key] ? pluralOf(whole) : whole === 1 ? 'one' : 'other'
  const form = typeof forms === 'string' ? forms : (forms[category] ?? forms.other)
  const words: TemplateWords = { count: write(count) }
  words.viewers = fillTemplate(form, words)
  words.text = fillTemplate(word(said), words)
  if (isFresh && !isConfirmed) words.text = fillTemplate(word('unconfirmed'), words)
  if (isFresh && isReconnecting) words.text = fillTemplate(word('reconnecting'), words)
  return words.text
}
