import { useState, type ReactNode } from 'react'
import { ViewerCount, type ViewerCountProps, type ViewersFetcher } from '../../src/index'
import { COUNTED } from './readings'
import './scenery.css'

const IDS = Array.from({ length: 60 }, (_, index) => `stream-${index + 1}`)

/** Sixty badges in a box that shows a few of them, and what they ask for. */
export function LongList(props: Omit<ViewerCountProps, 'fetcher' | 'streamId'>): ReactNode {
  const [asked, setAsked] = useState<readonly string[]>([])
  const [fetcher] = useState((): ViewersFetcher => async ({ streamIds }) => {
    setAsked(streamIds)
    return streamIds.map((streamId) => ({ streamId, ...COUNTED }))
  })
  return (
    <div className="narrow">
      <p>
        The last request asked for <strong>{asked.length}</strong> of {IDS.length} streams.
      </p>
      {/* A box that scrolls has to be reached by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="long-list" tabIndex={0} role="region" aria-label="Streams">
        <ul>
          {IDS.map((id) => (
            <li key={id}>
              {id} <ViewerCount {...props} tooltip={false} streamId={id} fetcher={fetcher} />
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}
