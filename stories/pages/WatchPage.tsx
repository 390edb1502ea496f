import type { ReactNode } from 'react'
import type { DemoState } from '../../.storybook/liveDemo'
import { ViewerCount } from '../../src/index'
import { LivePlayer } from '../../src/player'
import { still } from '../scenery/still'
import { Chat } from './Chat'
import { Demo } from './Demo'
import { watchPageOf } from './links'

interface WatchPageProps {
  /** Which of the demo's streams is watched. */
  streamId: string
  /** How often our route is asked, in milliseconds. */
  interval: number
}

/** Where a viewer watches one stream: the player with its badge, and the number again in the text. */
export function WatchPage(props: WatchPageProps): ReactNode {
  return <Demo>{(demo) => <Watch demo={demo} {...props} />}</Demo>
}

function Watch({ demo, streamId, interval }: WatchPageProps & { demo: DemoState }): ReactNode {
  const channel = demo.channels.find((one) => one.streamId === streamId) ?? demo.channels[0]!
  const others = demo.channels.filter((one) => one !== channel).slice(0, 3)
  const watched = { streamId: channel.streamId, interval }
  return (
    <main className="watch-page">
      <div className="watch-page-main">
        <LivePlayer
          {...channel.player}
          {...watched}
          videoTitle={channel.title}
          poster={still(channel.streamId)}
          muted
        />
        <h1>{channel.title}</h1>
        <p className="watch-page-host">
          <span className="avatar" aria-hidden="true">
            {channel.host[0]}
          </span>
          <strong>{channel.host}</strong>
          <ViewerCount {...watched} />
        </p>
        <p>
          You are watching with everybody who plays this now;{' '}
          <ViewerCount {...watched} dot={false} /> of you at the moment. Open this page in a private
          window and press play: you are one more.
        </p>
      </div>
      <Chat />
      <nav className="watch-page-more" aria-label="More streams">
        <h2>More streams</h2>
        <ul>
          {others.map(({ streamId: id, title }) => (
            <li key={id}>
              <a href={watchPageOf(id)} target="_top">
                <span>{title}</span>{' '}
                <ViewerCount streamId={id} interval={interval} whenIdle="hide" />
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </main>
  )
}
