import { useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { ViewerCount, type UseMuxViewersOptions, type ViewersFetcher } from '../../src/index'
import type { Answer } from './pretendFetcher'
import { BROADCAST, COUNTED, ENDED, GONE } from './readings'
import './scenery.css'

/** What may happen, by the word on its button. */
const EVENTS: Record<string, Answer> = {
  'Mux counts': COUNTED,
  'The broadcast ends': { ...ENDED, broadcast: BROADCAST },
  'The server is gone': GONE,
  'Mux refuses the key': {
    ...GONE,
    error: { code: 'unauthorized', at: 'mux', message: '[mux-viewers] Mux refuses the key.' },
  },
}

/** A broadcast to play with, and what the callbacks were told of it. */
export function Broadcast(props: Omit<UseMuxViewersOptions, 'pauseOffscreen'>): ReactNode {
  const client = useQueryClient()
  const [log, setLog] = useState<readonly string[]>([])
  const [{ fetcher, happen }] = useState(createBroadcast)
  return (
    <div className="audience">
      <p>
        <ViewerCount
          {...props}
          fetcher={fetcher}
          onError={(error) => {
            setLog((before) => [...before, `onError: ${error.code}`])
            props.onError?.(error)
          }}
          onEnded={(broadcast) => {
            setLog((before) => [
              ...before,
              `onEnded: a peak of ${broadcast?.peak ?? 'nobody knows'}`,
            ])
            props.onEnded?.(broadcast)
          }}
        />
      </p>
      <p className="audience-buttons">
        {Object.entries(EVENTS).map(([name, answer]) => (
          <button
            key={name}
            type="button"
            onClick={() => {
              happen(answer)
              void client.invalidateQueries({ queryKey: ['mux-viewers'] })
            }}
          >
            {name}
          </button>
        ))}
      </p>
      <ol>
        {log.map((line, index) => (
          // oxlint-disable-next-line react/no-array-index-key
          <li key={index}>{line}</li>
        ))}
      </ol>
    </div>
  )
}

function createBroadcast(): { fetcher: ViewersFetcher; happen: (answer: Answer) => void } {
  let now: Answer = COUNTED
  return {
    fetcher: async ({ streamIds }) => streamIds.map((streamId) => ({ streamId, ...now })),
    happen: (answer) => {
      now = answer
    },
  }
}
