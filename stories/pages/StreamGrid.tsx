import type { ReactNode } from 'react'
import type { DemoState, ShownChannel } from '../../.storybook/liveDemo'
import { ViewerCount } from '../../src/index'
import { LivePlayer } from '../../src/player'
import { still } from '../scenery/still'
import { Demo } from './Demo'
import { watchPageOf } from './links'

interface StreamGridProps {
  /** How often our route is asked, in milliseconds. */
  interval: number
}

/** Where a viewer chooses: twelve streams, one of them playing; all numbers come in one request a tick. */
export function StreamGrid(props: StreamGridProps): ReactNode {
  return <Demo>{(demo) => <Grid demo={demo} {...props} />}</Demo>
}

function Grid({ demo, interval }: StreamGridProps & { demo: DemoState }): ReactNode {
  const [playing, ...others] = demo.channels
  return (
    <main className="stream-grid">
      <h1>Streams</h1>
      <p>
        One of them plays. All badges of this page together ask our route once every{' '}
        {interval / 1_000} seconds.
      </p>
      <ul>
        <li className="stream-card" data-playing="">
          <PlayingCard channel={playing!} interval={interval} />
        </li>
        {others.map((channel) => (
          <li key={channel.streamId} className="stream-card">
            <PosterCard channel={channel} interval={interval} />
          </li>
        ))}
      </ul>
    </main>
  )
}

interface CardProps {
  channel: ShownChannel
  interval: number
}

function PlayingCard({ channel, interval }: CardProps): ReactNode {
  const { streamId, title, host, player } = channel
  return (
    <>
      <LivePlayer
        {...player}
        streamId={streamId}
        interval={interval}
        metadata={{ video_title: title }}
        poster={still(streamId)}
        autoPlay="muted"
        muted
      />
      <strong>{title}</strong>
      <span>{host}</span>
    </>
  )
}

/** All of it is one link, and the number is part of its name. */
function PosterCard({ channel, interval }: CardProps): ReactNode {
  const { streamId, title, host } = channel
  return (
    <a href={watchPageOf(streamId)} target="_top">
      <span className="poster">
        <img src={still(streamId)} alt="" />
        <ViewerCount streamId={streamId} interval={interval} variant="overlay" />
      </span>
      <strong>{title}</strong>
      <span>{host}</span>
    </a>
  )
}
