import Mux from '@mux/mux-node'
import { createMuxViewers, type MuxViewers } from 'mux-viewers/server'

// Next loads this file once for each page and route; `globalThis` is what they have in common.
const held = globalThis as { viewers?: MuxViewers }
held.viewers ??= createMuxViewers({ mux: new Mux(), authorize: 'public' })
export const viewers = held.viewers
