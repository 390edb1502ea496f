import { createRoot, hydrateRoot } from 'react-dom/client'
import type { LiveChange } from '../../src/player'
import { PlayerRoot, type PlayerRootProps } from './PlayerRoot'

const options = JSON.parse(document.getElementById('options')!.textContent) as PlayerRootProps
const told: LiveChange[] = []
Object.assign(window, { told })

const container = document.getElementById('root')!
const app = <PlayerRoot {...options} onLiveStateChange={(change) => told.push(change)} />
// What its server has rendered already is taken over.
if (container.hasChildNodes()) hydrateRoot(container, app)
else createRoot(container).render(app)
