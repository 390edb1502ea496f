import {
  forwardRef,
  useImperativeHandle,
  useRef,
  type ComponentPropsWithoutRef,
  type ForwardRefExoticComponent,
  type RefAttributes,
} from 'react'
import { formatViewers } from '../core/formatViewers'
import { useMuxViewers } from './useMuxViewers'
import type { UseMuxViewersOptions } from './UseMuxViewersOptions'
import { useTooltip } from './useTooltip'
import { describeViewers } from './words'

/** Props of {@link ViewerCount}: the options of `useMuxViewers`, these, and every prop of a `<span>`. */
export interface ViewerCountProps
  extends
    UseMuxViewersOptions,
    Omit<ComponentPropsWithoutRef<'span'>, 'children' | 'dangerouslySetInnerHTML'> {
  /** Language of the digits, as a BCP 47 tag. Default `'en'`, the same on server and client. */
  locale?: string | undefined
  /** `'full'`: 1,234. `'compact'`: 1.2K, with the exact number in the accessible name. Default `'full'`. */
  notation?: 'full' | 'compact' | undefined
  /**
   * Where the number comes from, shown by hover and focus. `'auto'` (default): focusable only when
   * no ancestor is interactive. `true`: always focusable. `false`: no tooltip.
   */
  tooltip?: 'auto' | boolean | undefined
}

/**
 * The badge: 👁 247 ●. The number is Mux's, your database's, or `–` when nobody knows; the dot is
 * green only while Mux's reading is fresh. It renders one `<span>` and never throws. Looks come
 * from `mux-viewers/styles.css`, by `data-status`, `data-source` and `data-unit`.
 */
export const ViewerCount: ForwardRefExoticComponent<
  ViewerCountProps & RefAttributes<HTMLSpanElement>
> = forwardRef<HTMLSpanElement, ViewerCountProps>(function ViewerCount(props, ref) {
  const { locale = 'en', notation = 'full', tooltip = 'auto', ...native } = withoutOptions(props)
  const state = useMuxViewers(props)
  const element = useRef<HTMLSpanElement>(null)
  useImperativeHandle<HTMLSpanElement | null, HTMLSpanElement | null>(
    ref,
    () => element.current,
    [],
  )
  const { isOpen, isFocusable } = useTooltip(tooltip, element)
  const words = describeViewers(state, locale)

  return (
    <span
      role="img"
      aria-label={words.name}
      // Focus is how a keyboard opens the tooltip.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={isFocusable ? 0 : undefined}
      {...native}
      ref={element}
      data-mux-viewers=""
      data-status={state.status}
      data-source={state.source ?? 'none'}
      data-unit={state.unit}
    >
      <span data-slot="icon">👁</span>{' '}
      <span data-slot="count">{formatViewers(state.viewers, { locale, notation })}</span>
      {state.dot && ' '}
      {state.dot && (
        <span data-slot="dot" data-dot={state.dot}>
          {state.dot === 'solid' ? '●' : '○'}
        </span>
      )}
      {isOpen && (
        <span role="tooltip" data-slot="tooltip">
          {words.origin}
        </span>
      )}
    </span>
  )
})

/** The props without those of `useMuxViewers`. */
function withoutOptions(
  props: ViewerCountProps,
): Omit<ViewerCountProps, keyof UseMuxViewersOptions> {
  const {
    streamId: _streamId,
    fetcher: _fetcher,
    scope: _scope,
    isStreaming: _isStreaming,
    interval: _interval,
    fallback: _fallback,
    staleAfter: _staleAfter,
    query: _query,
    ...others
  } = props
  return others
}
