import { formatViewers } from './formatViewers'
import type { PluralLabel, ViewerLabels } from './labels'

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

/** How a locale counts. */
export interface Counting {
  locale: string
  /** The plural category of a number, `Intl.PluralRules`' `select`. */
  pluralOf: (count: number) => Intl.LDMLPluralRule
}

/** The badge in words: its accessible name, with the exact number however short the face shows it. */
export function describeViewers(
  { count, isPeople, said, isConfirmed, isReconnecting }: Described,
  labels: ViewerLabels,
  { locale, pluralOf }: Counting,
): string {
  if (count === null) return labels[said === 'loading' ? said : 'unknown']
  const isFresh = said === 'fresh'
  const [people, playbacks]: [PluralLabel, PluralLabel] = isFresh
    ? [labels.watching, labels.playing]
    : [labels.viewers, labels.views]
  const forms = isPeople ? people : playbacks
  const form = typeof forms === 'string' ? forms : (forms[pluralOf(count)] ?? forms.other)
  let text = labels[said].replace('{viewers}', () =>
    form.replace('{count}', () => formatViewers(count, { locale })),
  )
  const add = (template: string): string => template.replace('{text}', () => text)
  if (isFresh && !isConfirmed) text = add(labels.unconfirmed)
  if (isFresh && isReconnecting) text = add(labels.reconnecting)
  return text
}
