import type { ReactNode } from 'react'
import type { DemoAction, DemoState } from '../../.storybook/liveDemo'

interface DemoButtonsProps {
  demo: DemoState
  act: (action: DemoAction) => void
}

/** What can happen to the emulator's stream. */
export function DemoButtons({ demo, act }: DemoButtonsProps): ReactNode {
  return (
    <p className="page-buttons">
      <button type="button" onClick={() => act(demo.isLive ? 'stop' : 'start')}>
        {demo.isLive ? 'Stop the stream' : 'Start the stream'}
      </button>
      <button type="button" onClick={() => act(demo.isKeyBroken ? 'repair' : 'break')}>
        {demo.isKeyBroken ? 'Repair the Mux key' : 'Break the Mux key'}
      </button>
    </p>
  )
}
