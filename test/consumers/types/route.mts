// A server in TypeScript and ES modules. It is compiled, never run.
import Mux from '@mux/mux-node'
import { createMuxEmulator, type MuxEmulator } from 'mux-viewers/emulator'
import { createMuxViewers, engagementCounts, type Authorize } from 'mux-viewers/server'
import OldMux from 'mux-node-14'

const authorize: Authorize = async (request, streamIds) =>
  request.headers.has('cookie') ? streamIds.slice(0, 1) : new Response(null, { status: 401 })

export const mux = new Mux()
export const viewers = createMuxViewers({ mux, authorize, sources: [engagementCounts({ mux })] })
export const { GET, POST, OPTIONS } = viewers.handlers
export const old = createMuxViewers({ mux: new OldMux(), authorize: 'public' })
export const emulator: Promise<MuxEmulator> = createMuxEmulator({
  streams: [{ id: 'a', playbackId: 'b' }],
})

// @ts-expect-error who may ask is always said
createMuxViewers({ mux })
// @ts-expect-error anybody is 'public', said in that word
createMuxViewers({ mux, authorize: true })
