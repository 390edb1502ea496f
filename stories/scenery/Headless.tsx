import type { ReactNode } from 'react'
import {
  useMuxViewers,
  useReadingAge,
  type UseMuxViewersOptions,
  type UseMuxViewersResult,
} from '../../src/index'
import './scenery.css'

const SENTENCES: Record<UseMuxViewersResult['status'], (viewers: number | null) => string> = {
  fresh: (viewers) => `${viewers} people are here with you.`,
  stale: (viewers) => `${viewers} people were here a while ago.`,
  fallback: (viewers) => `About ${viewers} people are here.`,
  idle: () => 'We have not started yet.',
  ended: () => 'That was it. Thank you for coming.',
  loading: () => 'Looking around …',
  unknown: () => 'Nice to see you.',
}

/** A banner that is all yours: the hook brings the number, the sentences are your own. */
export function Headless(options: UseMuxViewersOptions): ReactNode {
  const { viewers, status, dot } = useMuxViewers(options)
  return (
    <p className="banner" data-dot={dot}>
      {SENTENCES[status](viewers)}
    </p>
  )
}

/** Its age, ticking by `useReadingAge`, in a component of its own so that nothing else ticks. */
export function AgeInSeconds(options: UseMuxViewersOptions & { everyMs?: number }): ReactNode {
  const state = useMuxViewers(options)
  const ageMs = useReadingAge(state, options.everyMs)
  return (
    <p className="banner" data-dot={state.dot}>
      {state.viewers ?? '–'} watching,{' '}
      {ageMs === null ? 'no age known' : `counted ${ageMs / 1_000} s ago`}
    </p>
  )
}
