import { useState, type ReactNode } from 'react'
import type { DemoAction, DemoState } from '../.storybook/liveDemo'
import { useMuxViewers, ViewerCount } from '../src/index'
import { LivePlayer } from '../src/player'
import { LiveRecord } from './LiveRecord'
import { Demo } from './pages/Demo'
import { DemoButtons } from './pages/DemoButtons'
import './LivePage.css'

interface LivePageProps {
  /** How often the badge asks, in milliseconds. */
  interval: number
  /** How old a reading may be and still count as real-time, in milliseconds. */
  staleAfter: number
}

/** The whole chain on one page: a viewer's player, a broadcaster's view, and buttons for what can happen. */
export function LivePage(props: LivePageProps): ReactNode {
  return <Demo>{(demo, act) => <Stage demo={demo} act={act} {...props} />}</Demo>
}

interface StageProps extends LivePageProps {
  demo: DemoState
  act: (action: DemoAction) => void
}

function Stage({ demo, act, interval, staleAfter }: StageProps): ReactNode {
  const [databaseCount, setDatabaseCount] = useState<number | null>(null)
  // With the real Mux nobody here knows whether the stream runs, so the server is believed.
  const isStreaming = demo.mux === 'emulator' ? demo.isLive : undefined
  const watched = {
    streamId: demo.streamId,
    isStreaming,
    interval,
    staleAfter,
    fallback: databaseCount,
  }
  const { viewers, views, status, error } = useMuxViewers(watched)

  return (
    <main className="live-page">
      <section aria-label="A viewer's page">
        <h2>A viewer’s page</h2>
        <p>Press play. Open this page again in another browser, or in a private window.</p>
        <LivePlayer
          {...demo.player}
          {...watched}
          // The badge is the broadcaster's here.
          badge={false}
          muted
          metadata={{ video_title: 'Test pattern with a clock' }}
        />
      </section>
      <section aria-label="The broadcaster's view">
        <h2>The broadcaster’s view</h2>
        <p className="live-page-badge">
          <ViewerCount {...watched} />
        </p>
        <dl>
          <dt>Viewers</dt>
          <dd data-testid="viewers">{viewers ?? '–'}</dd>
          <dt>Views</dt>
          <dd data-testid="views">{views ?? '–'}</dd>
          <dt>Status</dt>
          <dd data-testid="status">{status}</dd>
          <dt>Error</dt>
          <dd data-testid="error">{error === null ? 'none' : error.message}</dd>
        </dl>
        {demo.mux === 'emulator' ? (
          <DemoButtons demo={demo} act={act} />
        ) : (
          <p>The real Mux is asked: stream and key are not ours to stop or break.</p>
        )}
        <p>
          A failing Mux is asked less and less often, at most two minutes apart. So after a repair
          the dot may take a while; it returns by itself.
        </p>
        <DatabaseCount onSet={setDatabaseCount} />
      </section>
      <LiveRecord streamId={demo.streamId} lastBroadcast={demo.lastBroadcast} />
    </main>
  )
}

function DatabaseCount({ onSet }: { onSet: (count: number | null) => void }): ReactNode {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        const typed = new FormData(event.currentTarget).get('count')
        onSet(typed === '' ? null : Number(typed))
      }}
    >
      <label>
        Your database’s count <input name="count" type="number" min={0} placeholder="none" />
      </label>{' '}
      <button type="submit">Set</button>
    </form>
  )
}
