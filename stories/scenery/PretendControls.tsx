import type { ReactNode } from 'react'
import { play, type PlayerFacts, type Say } from './plots'

interface PretendControlsProps {
  facts: PlayerFacts
  picture: string
  title: string | undefined
  say: Say
}

/** Where Mux's controls are, and as high: 42 pixels at the top, 38 at the bottom, left to right. */
export function PretendControls({ facts, picture, title, say }: PretendControlsProps): ReactNode {
  const { paused, inLiveWindow, targetLiveWindow, ended } = facts
  const isDvr = targetLiveWindow > 0
  const name = ended ? 'replay' : paused ? 'play' : 'pause'
  const press = (): void => (paused ? play(say) : say('pause', { paused: true }))
  if (picture === 'failed') {
    return (
      <div className="pretend-dialog">
        <strong>Network error</strong>
        <span>What Mux’s player says of its own errors stands here.</span>
      </div>
    )
  }
  return (
    <div className="pretend-controls" dir="ltr">
      <div className="pretend-top">
        {!ended && (
          <button
            type="button"
            className="pretend-live"
            data-edge={inLiveWindow && !paused ? '' : undefined}
            onClick={() => say('timeupdate', { inLiveWindow: true })}
          >
            LIVE
          </button>
        )}
        {title && <span className="pretend-title">{title}</span>}
      </div>
      {picture === 'waiting' && <span className="pretend-spinner" />}
      {paused && (
        <button type="button" className="pretend-centre" aria-label={name} onClick={press}>
          {ended ? '↺' : '▶'}
        </button>
      )}
      <div className="pretend-bottom">
        <button type="button" aria-label={name} onClick={press}>
          {ended ? '↺' : paused ? '▶' : '⏸'}
        </button>
        {isDvr && (
          <button
            type="button"
            className="pretend-seek"
            aria-label="seek back"
            data-at={ended || inLiveWindow ? 'end' : 'middle'}
            onClick={() => say('timeupdate', { inLiveWindow: false })}
          />
        )}
        <span className="pretend-fill" />
        <span aria-hidden="true">⛶</span>
      </div>
    </div>
  )
}
