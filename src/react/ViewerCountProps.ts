import type { ComponentPropsWithoutRef, ReactNode } from 'react'
import type { Announcing } from '../core/announcing'
import type { ViewerLabels } from '../core/labels'
import type { UseMuxViewersResult } from './UseMuxViewersResult'
import type { UseMuxViewersOptions } from './UseMuxViewersOptions'

/** What stands in a place of the badge: a node, or a function of the state that gives one. */
export type ViewerCountSlot = ReactNode | ((state: UseMuxViewersResult) => ReactNode)

/** Props of `ViewerCount`: the options of `useMuxViewers`, these, and every prop of a `<span>`. */
export interface ViewerCountProps
  extends
    Omit<UseMuxViewersOptions, 'pauseOffscreen'>,
    Omit<
      ComponentPropsWithoutRef<'span'>,
      'children' | 'dangerouslySetInnerHTML' | keyof UseMuxViewersOptions
    > {
  /** `true`: ask nothing while the badge is off screen, for long lists. Default `false`. */
  pauseOffscreen?: boolean | undefined
  /** Which number: `'viewers'` are people, `'views'` playbacks, `–` where nobody counts them. Default `'viewers'`. */
  metric?: 'viewers' | 'views' | undefined
  /** Language of digits and ages, as a BCP 47 tag. Default: the provider's, else `'en'`, the same on server and client. */
  locale?: string | undefined
  /** Words that replace the provider's and the English ones; those left out stay. */
  labels?: Partial<ViewerLabels> | undefined
  /** `'full'`: 1,234. `'compact'`: 1.2K, with the exact number in the accessible name. Default `'full'`. */
  notation?: 'full' | 'compact' | undefined
  /**
   * Where the number comes from, shown by hover and focus. `'auto'` (default): focusable only when
   * no ancestor is interactive. `true`: always focusable. `false`: no tooltip.
   */
  tooltip?: 'auto' | boolean | undefined
  /**
   * Says changes aloud, at most once a minute: `'milestones'` (1, 2.5, 5, 10, 25, …) or `'changes'`
   * of a tenth. Default `false`: never, a ticking number is noise.
   */
  announce?: Announcing | false | undefined
  /** The looks: `'overlay'` is readable over video. Default `'subtle'`. */
  variant?: 'subtle' | 'solid' | 'outline' | 'overlay' | undefined
  /** The size, relative to the text around. Default `'medium'`. */
  size?: 'small' | 'medium' | 'large' | undefined
  /** Instead of the eye; `false`: none. */
  icon?: ViewerCountSlot
  /** Instead of the digits. */
  count?: ViewerCountSlot
  /** Instead of the dot, where one is earned; `false`: none. */
  dot?: ViewerCountSlot
  /** Instead of everything inside; name, data attributes and tooltip stay. */
  children?: ViewerCountSlot
  /** Shows how old the reading is. Default `false`. */
  age?: boolean | undefined
  /** Shows nothing below this number, and while the number is not known. Default: always shown. */
  hideBelow?: number | undefined
  /** After the end: `'zero'` (default), `'final'` (the last count, where the server keeps it) or `'hide'`. */
  whenEnded?: 'zero' | 'final' | 'hide' | undefined
  /** While the stream is idle: `'zero'` (default) or `'hide'`. */
  whenIdle?: 'zero' | 'hide' | undefined
}
