import Mux from '@mux/mux-node'
import { createMuxViewers } from 'mux-viewers/server'

const viewers = createMuxViewers({ mux: new Mux(), authorize: 'public' })

export default {
  fetch: (request, env, ctx) => viewers.fetch(request, ctx),
}
