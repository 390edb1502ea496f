import { useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import type { ViewersFetcher } from '../../src/index'
import { COUNTED } from './readings'

interface AudienceProps {
  /** How many are there when the page opens. */
  start: number
  /** What the buttons do: how many come, or go. */
  steps: readonly number[]
  children: (fetcher: ViewersFetcher) => ReactNode
}

/** An audience that comes and goes by buttons, so that a change can be seen and heard at once. */
export function Audience({ start, steps, children }: AudienceProps): ReactNode {
  const client = useQueryClient()
  const [{ fetcher, add }] = useState(() => createAudience(start))
  const change = (step: number): void => {
    add(step)
    void client.invalidateQueries({ queryKey: ['mux-viewers'] })
  }
  return (
    <div className="audience">
      <p>{children(fetcher)}</p>
      <p className="audience-buttons">
        {steps.map((step) => (
          <button key={step} type="button" onClick={() => change(step)}>
            {step > 0 ? `${step} more` : `${-step} leave`}
          </button>
        ))}
      </p>
    </div>
  )
}

function createAudience(start: number): { fetcher: ViewersFetcher; add: (step: number) => void } {
  let viewers = start
  return {
    fetcher: async ({ streamIds }) =>
      streamIds.map((streamId) => ({ streamId, ...COUNTED, viewers, views: viewers })),
    add: (step) => {
      viewers = Math.max(0, viewers + step)
    },
  }
}
