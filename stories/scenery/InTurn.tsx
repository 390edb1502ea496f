import { useState, type ReactNode } from 'react'
import type { ViewersFetcher } from '../../src/index'
import { pretendFetcher, type Answer } from './pretendFetcher'

interface InTurnProps {
  /** The first request gets the first of these, and so on; the last is said again and again. */
  answers: readonly Answer[]
  children: (fetcher: ViewersFetcher) => ReactNode
}

/** A server that says one thing after another, from the beginning at each visit. */
export function InTurn({ answers, children }: InTurnProps): ReactNode {
  const [fetcher] = useState(() => {
    let asked = 0
    const next: ViewersFetcher = (request) =>
      pretendFetcher(answers[Math.min(asked++, answers.length - 1)]!)(request)
    return next
  })
  return children(fetcher)
}
