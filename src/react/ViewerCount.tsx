import {
  forwardRef,
  useCallback,
  useRef,
  type ForwardRefExoticComponent,
  type ReactNode,
  type RefAttributes,
} from 'react'
import { createCounting } from '../core/createCounting'
import { describeViewers } from '../core/describeViewers'
import { ENGLISH, isLabel, type Words } from '../core/labels'
import { Announcement } from './Announcement'
import { keep } from './keep'
import { ReadingAge } from './ReadingAge'
import { TooltipText } from './TooltipText'
import { useForwardedRef } from './useForwardedRef'
import type { UseMuxViewersResult } from './UseMuxViewersResult'
import { useTooltip } from './useTooltip'
import { useWatching } from './useWatching'
import type { ViewerCountProps, ViewerCountSlot } from './ViewerCountProps'

/**
 * The badge: 👁 247 ●. The number is Mux's, your database's, or `–` when nobody knows; the dot is
 * green only while Mux's reading is fresh. It renders one `<span>` and never throws. Looks come
 * from `mux-viewers/styles.css`, by `data-status`, `data-source` and `data-unit`.
 */
export const ViewerCount: ForwardRefExoticComponent<
  ViewerCountProps & RefAttributes<HTMLSpanElement>
> = /* @__PURE__ */ forwardRef<HTMLSpanElement, ViewerCountProps>(function ViewerCount(props, ref) {
  const element = useRef<HTMLSpanElement>(null)
  const attach = useForwardedRef(
    ref,
    useCallback((span: HTMLSpanElement | null) => void (element.current = span), []),
  )
  const { state, page, settings } = useWatching({
    ...props,
    pauseOffscreen: props.pauseOffscreen ? element : undefined,
  })
  const {
    streamId,
    fetcher: _fetcher,
    scope: _scope,
    isStreaming: _isStreaming,
    interval: _interval,
    fallback: _fallback,
    staleAfter: _staleAfter,
    initialSnapshot: _initialSnapshot,
    onError: _onError,
    onEnded: _onEnded,
    query: _query,
    pauseOffscreen: _pauseOffscreen,
    metric = 'viewers',
    locale = settings.locale ?? 'en',
    labels,
    notation,
    tooltip = 'auto',
    announce,
    variant = 'subtle',
    size = 'medium',
    icon,
    count,
    dot,
    children,
    age,
    hideBelow = 0,
    whenEnded,
    whenIdle,
    role,
    'aria-label': label,
    ...native
  } = props
  const { status, source, unit, broadcast } = state

  const final =
    whenEnded === 'final' && status === 'ended' && metric === 'viewers' && broadcast?.endedAt
      ? broadcast.last
      : null
  const shown = final ?? state[metric]
  const earned = shown === null ? null : state.dot
  const isHidden =
    (status === 'ended' && whenEnded === 'hide') ||
    (status === 'idle' && whenIdle === 'hide') ||
    (shown ?? 0) < hideBelow

  const isOpen = useTooltip(tooltip, element, isHidden, native.tabIndex)
  const counting = keep(page.countings, locale, createCounting)

  // Labels may come from a file of translations: what is none is left out.
  const word: Words = (key) => {
    const given = [labels?.[key], settings.labels?.[key]]
    return given.find((one) => isLabel(one, key)) ?? ENGLISH[key]
  }
  const name = describeViewers(
    {
      count: shown,
      isPeople: metric === 'viewers' && unit !== 'playbacks',
      said: final === null ? status : 'final',
      isConfirmed: state.dot !== 'hollow',
      isReconnecting: state.stream === 'reconnecting',
    },
    word,
    counting,
  )
  const fill = (slot: ViewerCountSlot, own: ReactNode): ReactNode =>
    typeof slot === 'function'
      ? slot({ ...state, viewers: final ?? state.viewers } as UseMuxViewersResult)
      : slot === true
        ? own
        : (slot ?? own)
  const hasIcon = icon !== false && icon !== null

  return (
    <>
      {!isHidden && (
        <span
          role={role ?? 'img'}
          aria-label={label ?? name}
          {...native}
          ref={attach}
          data-mux-viewers=""
          data-variant={variant}
          data-size={size}
          data-status={status}
          data-source={source ?? 'none'}
          data-unit={metric === 'viewers' ? unit : shown === null ? undefined : 'playbacks'}
        >
          {fill(
            children,
            <>
              {hasIcon && <span data-slot="icon">{fill(icon, '👁')}</span>}
              {hasIcon && ' '}
              <span data-slot="count">{fill(count, counting.write(shown, notation))}</span>
              {earned && dot !== false && ' '}
              {earned && dot !== false && (
                <span data-slot="dot" data-dot={earned}>
                  {fill(dot, earned === 'solid' ? '●' : '○')}
                </span>
              )}
              {age && shown !== null && <ReadingAge state={state} locale={counting.locale} />}
            </>,
          )}
          {isOpen && ' '}
          {isOpen && (
            <span role="tooltip" data-slot="tooltip" dir="auto" ref={lift}>
              {shown === null ? (
                name
              ) : (
                <TooltipText {...{ state, word, text: name }} locale={counting.locale} />
              )}
            </span>
          )}
        </span>
      )}
      {announce && (
        <Announcement {...{ streamId, by: announce, text: name }} count={isHidden ? null : shown} />
      )}
    </>
  )
})

/**
 * Puts a tooltip that the stylesheet has fixed to the screen above everything: no card cuts it off
 * or covers it. Without the stylesheet it is text beside the number.
 */
function lift(tooltip: HTMLElement | null): void {
  if (!tooltip?.showPopover || getComputedStyle(tooltip).position !== 'fixed') return
  tooltip.popover = 'manual'
  // WebKit would keep the place that it had found in the box around.
  void tooltip.offsetHeight
  tooltip.showPopover()
}
