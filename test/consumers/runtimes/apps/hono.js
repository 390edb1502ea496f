import { serve } from '@hono/node-server'
import Mux from '@mux/mux-node'
import { Hono } from 'hono'
import { createMuxViewers } from 'mux-viewers/server'

const viewers = createMuxViewers({ mux: new Mux(), authorize: 'public' })

const app = new Hono()
app.all('/api/mux-viewers', (c) => viewers.fetch(c.req.raw))

serve({ fetch: app.fetch, port: Number(process.env.PORT) })
