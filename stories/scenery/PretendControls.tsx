import type { ReactNode } from 'react'
import { play, type PlayerFacts, type Say } from './plots'

interface PretendControlsProps {
  facts: PlayerFacts
  /** What is seen of the picture: none, still, moving, waiting or failed. */
  picture: string
  isLoading: boolean
  title: string | undefined
  say: Say
}

const SIGNS = {
  play: 'M5 3l14 9-14 9z',
  pause: 'M5 3h5v18H5zM14 3h5v18h-5z',
  replay: 'M12 4a8 8 0 1 0 8 8h-3a5 5 0 1 1-5-5v4l7-5.5L12 0z',
  full: 'M3 3h7v3H6v4H3zM14 3h7v7h-3V6h-4zM3 14h3v4h4v3H3zM18 14h3v7h-7v-3h4z',
}

/** Where Mux's controls are, and as high: 42 pixels at the top, 38 at the bottom, left to right. */
export function PretendControls(props: PretendControlsProps): ReactNode {
  const { facts, picture, isLoading, title, say } = props
  const { paused, inLiveWindow, targetLiveWindow, ended } = facts
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
      {isLoading || picture === 'waiting' ? <span className="pretend-spinner" /> : null}
      {paused && !isLoading && (
        <button type="button" className="pretend-centre" aria-label={name} onClick={press}>
          <Sign of={name} />
        </button>
      )}
      <div className="pretend-bottom">
        <button type="button" aria-label={name} onClick={press}>
          <Sign of={name} />
        </button>
        {targetLiveWindow > 0 ? (
          <button
            type="button"
            className="pretend-seek"
            aria-label="seek back"
            data-at={ended || inLiveWindow ? 'end' : 'middle'}
            onClick={() => say('timeupdate', { inLiveWindow: false })}
          />
        ) : (
          <span className="pretend-fill" />
        )}
        <Sign of="full" />
      </div>
    </div>
  )
}

function Sign({ of }: { of: keyof typeof SIGNS }): ReactNode {
  return (
    <svg viewBox="0 0 24 24" width="1.25em" height="1.25em" fill="currentColor" aria-hidden="true">
      <path d={SIGNS[of]} />
    </svg>
  )
}
