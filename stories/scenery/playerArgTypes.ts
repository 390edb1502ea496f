import type { MuxPlayerProps } from '@mux/mux-player-react'
import type { LivePlayerBadge, LivePlayerCorner, LivePlayerProps } from '../../src/player'
import { BADGE_ARG_TYPES, choice, HOOK_ARG_TYPES, named, radio, table } from './argTypes'
import type { InputType } from './argTypes'
import { PLAYER_LABELS } from './playerLabels'
import { PLAYERS } from './players'

const BADGE = 'The badge'
const IDENTITY = 'Who watches'
const PLAYER = 'The player'
const AROUND = 'Around the player'
const THIS_STORY = 'Of this story'

const CORNERS: LivePlayerCorner[] = ['top-left', 'top-right', 'bottom-left', 'bottom-right']

const flag = (category: string, description: string, byDefault = 'false'): InputType => ({
  ...{ control: 'boolean', type: 'boolean', description },
  table: table(category, 'boolean', byDefault),
})

/** What is inside `badge`, with a sentence each. */
export const BADGE_OPTIONS = {
  corner: 'Where it sits, clear of the player’s own controls.',
  hidesWithControls: '`true`: it is there only while the player’s controls are.',
  variant: 'Its looks; `overlay` can be read on every frame.',
  size: 'Its size, relative to the text around.',
  metric: '`viewers` are people, `views` playbacks.',
  notation: '`compact`: 12K, with the exact number in what is said.',
  locale: 'Language of its digits and ages, as a BCP 47 tag.',
  labels: 'Its words; those left out stay English.',
  age: 'Shows how old the reading is.',
  hideBelow: 'Shows nothing below this number, and while it is not known.',
  whenEnded: 'After the end: 0, the last count, or nothing.',
  whenIdle: 'Before the start: 0, or nothing.',
  tooltip: 'Says where the number comes from, by hover and focus.',
  announce: 'Says changes aloud, at most once a minute.',
  icon: 'Instead of the eye; `false`: none.',
  count: 'Instead of the digits.',
  dot: 'Instead of the dot, where one is earned; `false`: none.',
  children: 'Instead of everything inside.',
} satisfies Partial<Record<keyof LivePlayerBadge, string>>

const LOOKS = {
  ...BADGE_ARG_TYPES,
  corner: { ...radio(...CORNERS), table: table(BADGE, 'LivePlayerCorner', "'top-right'") },
  hidesWithControls: flag(BADGE, ''),
  variant: {
    ...BADGE_ARG_TYPES.variant,
    table: table(BADGE, "'subtle' | 'solid' | 'outline' | 'overlay'", "'overlay'"),
  },
} satisfies Record<keyof typeof BADGE_OPTIONS, InputType>

const badgeArgTypes = Object.fromEntries(
  Object.entries(BADGE_OPTIONS).map(([option, description]): [string, InputType] => {
    const looks: InputType = LOOKS[option as keyof typeof BADGE_OPTIONS]
    const inBadge = { ...looks.table, category: BADGE }
    return [`badge_${option}`, { ...looks, name: `badge.${option}`, description, table: inBadge }]
  }),
)

const { pauseOffscreen: _, onError, onEnded, ...WATCHED } = HOOK_ARG_TYPES

/** The props that are `LivePlayer`'s own. */
const OWN: Record<Exclude<keyof LivePlayerProps, keyof MuxPlayerProps>, InputType> = {
  ...WATCHED,
  streamId: {
    ...WATCHED.streamId,
    description:
      'The live stream that is counted. Left out: the `playbackId`, which your server turns into a stream by its `resolve`. `null`: nothing is asked.',
    table: table('What is watched', 'string | null', 'the playbackId'),
  },
  player: {
    ...named(PLAYERS),
    description:
      'The player. `MuxPlayer` of `@mux/mux-player-react` is there at once; the default comes when it is scrolled to. **In this Storybook: what a pretend player does.**',
    table: table(PLAYER, 'ComponentType<MuxPlayerProps>', '@mux/mux-player-react/lazy'),
  },
  loading: {
    ...choice('select', [undefined, 'viewport', 'page']),
    description: 'When the default player comes: when it is scrolled to, or with the page.',
    table: table(PLAYER, "'viewport' | 'page'", "'viewport'"),
  },
  badge: flag(BADGE, '`false`: no badge. Else an object with what follows.', '{}'),
  viewerId: {
    ...choice('select', [undefined, 'user-4711', false]),
    description:
      'Who watches, for Mux to count one person once: an anonymous id of your own. Left out: a random one, kept in this browser. `false`: none.',
    table: table(IDENTITY, 'string | false', 'a random one, kept'),
  },
  labels: {
    ...named(PLAYER_LABELS),
    description: 'What is said where there is no picture; those left out stay English.',
    table: table('Words', 'Partial<LivePlayerLabels>', 'English'),
  },
  onLiveStateChange: {
    ...{ control: false, type: 'function' },
    description: 'Called when the state changes, and when it turns out that one can go back.',
    table: table('Callbacks', '({ state, isDvr }) => void', 'none'),
  },
  onViewersError: {
    ...onError,
    description: 'The `onError` of `useMuxViewers`: `onError` itself is the player’s.',
  },
  onBroadcastEnd: {
    ...onEnded,
    description:
      'The `onEnded` of `useMuxViewers`: `onEnded` itself is the player’s, and no proof of an end.',
  },
  wrapperProps: {
    control: 'object',
    description:
      'Props of the element around player and badge, which is also what goes fullscreen. `className` and `style` of `LivePlayer` are the player’s own.',
    table: table(AROUND, 'props of a div', '{}'),
  },
}

/** Those of the player's that matter to the count, or to the badge's place. All others work, too. */
const MUX: Partial<Record<keyof MuxPlayerProps, InputType>> = {
  playbackId: {
    control: 'text',
    description: 'What is played, from Mux.',
    table: table(PLAYER, 'string'),
  },
  src: {
    control: false,
    description: 'What is played, from elsewhere; `envKey` then says who counts.',
    table: table(PLAYER, 'string', 'none'),
  },
  videoTitle: {
    ...{ control: 'text', type: 'string' },
    description:
      'Over the picture, and told to Mux. With it, or with `title`, a badge at the top sits below it.',
    table: table(PLAYER, 'string', 'none'),
  },
  poster: {
    ...flag(PLAYER, 'The picture before it plays. **In this Storybook: with one or without.**'),
    table: table(PLAYER, 'string', 'a frame, from Mux'),
  },
  preload: {
    ...radio(undefined, 'none'),
    description: '`none`: nothing is loaded before somebody presses play.',
    table: table(PLAYER, 'string', "'metadata'"),
  },
  style: {
    control: 'object',
    description: 'Of the player: an `aspectRatio` of its own, for one.',
    table: table(PLAYER, 'CSSProperties', '16 / 9'),
  },
  metadata: {
    control: 'object',
    description: 'What else Mux Data is told. It wins over everything that we tell.',
    table: table(IDENTITY, 'object', 'video_id, video_title, viewer_user_id, video_stream_type'),
  },
  disableCookies: flag(
    IDENTITY,
    'Mux Data keeps no cookie, and we keep no id: each view is a person, unless `viewerId` is given.',
  ),
}

/** Every prop of `LivePlayer` that is ours, and those of Mux's player that matter here. */
export const PLAYER_ARG_TYPES: Record<string, InputType> = {
  ...OWN,
  ...badgeArgTypes,
  ...MUX,
  width: {
    control: { type: 'range', min: 240, max: 1_200, step: 10 },
    description: 'How wide the page is around the player.',
    table: table(THIS_STORY, 'pixels', '640'),
  },
  isToldShown: flag(THIS_STORY, 'Shows what Mux Data is told.'),
}
