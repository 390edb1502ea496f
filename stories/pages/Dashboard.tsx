import type { ReactNode } from 'react'
import type { DemoAction, DemoState } from '../../.storybook/liveDemo'
import { useMuxViewers, useReadingAge, ViewerCount, type ViewersStatus } from '../../src/index'
import { LivePlayer } from '../../src/player'
import { LiveRecord } from '../LiveRecord'
import { Demo } from './Demo'
import { DemoButtons } from './DemoButtons'

interface DashboardProps {
  /** How often our route is asked, in milliseconds. */
  interval: number
}

/** What a broadcaster has open beside the encoder: the number, how sure it is, and what was. */
export function Dashboard(props: DashboardProps): ReactNode {
  return <Demo>{(demo, act) => <Board demo={demo} act={act} {...props} />}</Demo>
}

const IN_WORDS: Record<ViewersStatus, string> = {
  fresh: 'On air. Mux has counted, just now.',
  stale: 'Mux is silent. This is its last number.',
  fallback: 'Mux is silent. This is your own number.',
  idle: 'Off air.',
  ended: 'The broadcast is over.',
  loading: 'Asking …',
  unknown: 'Nobody knows how many are watching.',
}

interface BoardProps extends DashboardProps {
  demo: DemoState
  act: (action: DemoAction) => void
}

function Board({ demo, act, interval }: BoardProps): ReactNode {
  // Who has the buttons knows; with the real Mux the server is believed.
  const isStreaming = demo.mux === 'emulator' ? demo.isLive : undefined
  const watched = { streamId: demo.streamId, isStreaming, interval }
  const state = useMuxViewers(watched)
  const { viewers, views, status, stream, error } = state
  return (
    <main className="board">
      <header className="board-head">
        <h1>{demo.channels[0]!.title}</h1>
        {demo.mux === 'emulator' && <DemoButtons demo={demo} act={act} />}
      </header>
      <section className="tile board-number" aria-label="Watching now">
        <h2>Watching now</h2>
        <p className="board-big">
          <ViewerCount {...watched} size="large" announce="changes" />
        </p>
        <p>{stream === 'reconnecting' ? 'The encoder is reconnecting.' : IN_WORDS[status]}</p>
        {error !== null && <p className="board-error">{error.message}</p>}
      </section>
      <section className="tile" aria-label="In figures">
        <h2>In figures</h2>
        <dl>
          <dt>Viewers, people</dt>
          <dd>{viewers ?? '–'}</dd>
          <dt>Views, open players</dt>
          <dd>{views ?? '–'}</dd>
          <dt>Counted</dt>
          <dd>
            <bdi>
              <Age state={state} />
            </bdi>
          </dd>
        </dl>
      </section>
      <section className="tile" aria-label="Preview">
        <h2>Preview</h2>
        <LivePlayer {...demo.player} {...watched} badge={false} muted disableTracking />
        <p>Muted, and not counted: Mux is not told of a preview.</p>
      </section>
      <div className="tile board-record">
        <LiveRecord streamId={demo.streamId} lastBroadcast={demo.lastBroadcast} />
      </div>
    </main>
  )
}

/** By itself, so that nothing else is drawn each second. */
function Age({ state }: { state: Parameters<typeof useReadingAge>[0] }): ReactNode {
  const ageMs = useReadingAge(state)
  return ageMs === null ? '–' : `${Math.round(ageMs / 1_000)} s ago`
}
