// The player that is there at once. Mux declares it as CommonJS, so only bundlers see its default.
import MuxPlayer from '@mux/mux-player-react'
import { LivePlayer } from 'mux-viewers/player'
import type { ReactElement } from 'react'

export function Watch(): ReactElement {
  return <LivePlayer player={MuxPlayer} playbackId="pb" streamType="live" />
}
