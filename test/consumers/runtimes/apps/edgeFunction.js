import Mux from '@mux/mux-node'
import { createMuxViewers } from 'mux-viewers/server'

export const config = { runtime: 'edge' }

const viewers = createMuxViewers({ mux: new Mux(), authorize: 'public' })

export default (request, context) => viewers.fetch(request, context)
