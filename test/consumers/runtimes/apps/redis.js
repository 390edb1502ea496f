import { serve } from '@hono/node-server'
import Mux from '@mux/mux-node'
import { Hono } from 'hono'
import { createMuxViewers, redisCache } from 'mux-viewers/server'
import { createClient } from 'redis'

const mux = new Mux()

const redis = createClient({ url: process.env.REDIS_URL, disableOfflineQueue: true })
redis.on('error', console.error) // without a listener a lost connection ends the process
redis.connect().catch(console.error) // not awaited: the route answers before Redis does
const viewers = createMuxViewers({ mux, authorize: 'public', sharedCache: redisCache(redis) })

const app = new Hono()
app.all('/api/mux-viewers', (c) => viewers.fetch(c.req.raw))

serve({ fetch: app.fetch, port: Number(process.env.PORT) })
