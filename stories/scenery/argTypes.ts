import type { ArgTypes } from '@storybook/react-vite'
import type { ComponentPropsWithoutRef } from 'react'
import type {
  MuxViewersProviderProps,
  UseMuxViewersOptions,
  ViewerCountProps,
} from '../../src/index'
import { LABELS, LOCALES } from './labels'
import { READINGS } from './readings'
import { SLOTS } from './slots'

export type InputType = NonNullable<ArgTypes[string]>
type BadgeProps = Omit<
  ViewerCountProps,
  Exclude<keyof ComponentPropsWithoutRef<'span'>, 'children'>
>

/** A row of the table: its type and default in words. */
export function table(
  category: string,
  type: string,
  defaultValue?: string,
): NonNullable<InputType['table']> {
  return {
    category,
    type: { summary: type },
    ...(defaultValue !== undefined && { defaultValue: { summary: defaultValue } }),
  }
}

// With a type that Storybook understands, a link carries what the controls say.
export function choice(control: 'select' | 'inline-radio', options: readonly unknown[]): InputType {
  return { control, options, type: { name: 'enum', value: options.map(String) } }
}

export const named = (names: object): InputType => ({
  ...choice('select', Object.keys(names)),
  mapping: names,
})
export const radio = (...options: unknown[]): InputType => choice('inline-radio', options)
const WATCHED = 'What is watched'
const ASKING = 'How it is asked'
const WORDS = 'Words'
const MARKUP = 'Own markup'
const SHOWING = 'What is shown, and when'
const CALLBACKS = 'Callbacks'

/** The options of the hook, which the badge takes too. Storybook reads no descriptions of other files. */
export const HOOK_ARG_TYPES = {
  streamId: {
    control: 'text',
    description: 'The Mux live stream’s id; `null`: nothing to watch, and nothing is asked.',
    table: table(WATCHED, 'string | null'),
  },
  isStreaming: {
    ...radio(undefined, true, false),
    description:
      'What your app knows of the stream. `undefined`: believe the server. `true`: show what was counted whatever Mux says of the stream. `false`: show 0 and ask nothing.',
    table: table(WATCHED, 'boolean', 'undefined'),
  },
  fallback: {
    control: 'number',
    type: 'number',
    description:
      'Your own count, shown while Mux has no fresh one: a number (taken as current), `{ viewers, asOf }`, `null`, or a synchronous function that gives one of these.',
    table: table(WATCHED, 'number | null | { viewers, asOf } | (about) => the same', 'none'),
  },
  initialSnapshot: {
    control: 'object',
    description:
      'A snapshot that your server has read for this stream, shown from the first render on; a request follows at once.',
    table: table(WATCHED, 'ViewerSnapshot | null', 'none'),
  },
  fetcher: {
    ...named(READINGS),
    description:
      'Who brings the numbers, by default a GET of `/api/mux-viewers` on your own origin. **In this Storybook: what a pretend server says.**',
    table: table(ASKING, 'ViewersFetcher', 'GET /api/mux-viewers'),
  },
  interval: {
    control: { type: 'number', min: 1_000, step: 1_000 },
    type: 'number',
    description: 'How often to ask, in milliseconds; below 1,000 is raised to 1,000.',
    table: table(ASKING, 'number', '30_000'),
  },
  staleAfter: {
    control: { type: 'number', min: 1_000, step: 1_000 },
    type: 'number',
    description: 'How old a Mux reading may be and still count as real-time, in milliseconds.',
    table: table(ASKING, 'number', 'two and a half intervals, at least a minute'),
  },
  scope: {
    control: 'text',
    type: 'string',
    description: 'Names the fetcher in the query key, where one page uses several.',
    table: table(ASKING, 'string', "'default'"),
  },
  query: {
    control: 'object',
    description:
      'The few options of TanStack Query that are yours: `enabled: false` asks nothing, `gcTime` is how long an unused reading is kept, `meta` goes to your QueryCache’s callbacks, `retry` tries a failed request again before the next poll, `refetchOnWindowFocus: false` asks nothing on focus.',
    table: table(ASKING, '{ enabled, gcTime, meta, retry, refetchOnWindowFocus }', '{}'),
  },
  pauseOffscreen: {
    control: false,
    description: 'An element: while it is off screen nothing is asked.',
    table: table(ASKING, 'RefObject<Element | null>', 'none'),
  },
  onError: {
    control: false,
    type: 'function',
    description:
      'Called once for each change of the error’s code; never on recovery, never while rendering.',
    table: table(CALLBACKS, '(error: ViewersError) => void', 'none'),
  },
  onEnded: {
    control: false,
    type: 'function',
    description:
      'Called once for each broadcast that was seen running and then ended, with its record where the server keeps one.',
    table: table(CALLBACKS, '(broadcast: Broadcast | null) => void', 'none'),
  },
} satisfies Record<keyof UseMuxViewersOptions, InputType>

/** What the provider says for all below it; the badge takes the last two itself. */
export const PROVIDER_ARG_TYPES = {
  fetcher: HOOK_ARG_TYPES.fetcher,
  scope: HOOK_ARG_TYPES.scope,
  interval: HOOK_ARG_TYPES.interval,
  locale: {
    ...choice('select', LOCALES),
    description:
      'Language of digits and ages, as a BCP 47 tag. Default: the provider’s, else `en`, the same on server and client.',
    table: table(WORDS, 'string', "'en'"),
  },
  labels: {
    ...named(LABELS),
    description: 'Words that replace the provider’s and the English ones; those left out stay.',
    table: table(WORDS, 'Partial<ViewerLabels>', 'English'),
  },
  children: { control: false, description: 'Your app.', table: table('', 'ReactNode') },
} satisfies Record<keyof MuxViewersProviderProps, InputType>

const slot = (kind: keyof typeof SLOTS, defaultValue: string): InputType => ({
  ...named(SLOTS[kind]),
  table: table(MARKUP, 'ReactNode | ((state) => ReactNode)', defaultValue),
})

/** Every prop of the badge. Descriptions that are not here come from its doc comments. */
export const BADGE_ARG_TYPES = {
  ...HOOK_ARG_TYPES,
  pauseOffscreen: { control: 'boolean', type: 'boolean', table: table(ASKING, 'boolean', 'false') },
  variant: {
    ...radio('subtle', 'solid', 'outline', 'overlay'),
    table: table('Looks', "'subtle' | 'solid' | 'outline' | 'overlay'", "'subtle'"),
  },
  size: {
    ...radio('small', 'medium', 'large'),
    table: table('Looks', "'small' | 'medium' | 'large'", "'medium'"),
  },
  metric: {
    ...radio('viewers', 'views'),
    table: table(WORDS, "'viewers' | 'views'", "'viewers'"),
  },
  notation: {
    ...radio('full', 'compact'),
    table: table(WORDS, "'full' | 'compact'", "'full'"),
  },
  locale: PROVIDER_ARG_TYPES.locale,
  labels: PROVIDER_ARG_TYPES.labels,
  age: { control: 'boolean', type: 'boolean', table: table(SHOWING, 'boolean', 'false') },
  hideBelow: {
    control: { type: 'number', min: 0 },
    type: 'number',
    table: table(SHOWING, 'number', 'always shown'),
  },
  whenEnded: {
    ...radio('zero', 'final', 'hide'),
    table: table(SHOWING, "'zero' | 'final' | 'hide'", "'zero'"),
  },
  whenIdle: { ...radio('zero', 'hide'), table: table(SHOWING, "'zero' | 'hide'", "'zero'") },
  tooltip: {
    ...radio('auto', true, false),
    table: table('Access', "'auto' | boolean", "'auto'"),
  },
  announce: {
    ...radio('milestones', 'changes', false),
    table: table('Access', "'milestones' | 'changes' | false", 'false'),
  },
  icon: slot('icon', '👁'),
  count: slot('count', 'the number'),
  dot: slot('dot', '● or ○'),
  children: slot('children', 'icon and count and dot'),
} satisfies Record<keyof BadgeProps, InputType>
