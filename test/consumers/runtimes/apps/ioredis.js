import { serve } from '@hono/node-server'
import Mux from '@mux/mux-node'
import { Hono } from 'hono'
import { Redis } from 'ioredis'
import { createMuxViewers, redisCache } from 'mux-viewers/server'

const mux = new Mux()

const redis = new Redis(process.env.REDIS_URL, { enableOfflineQueue: false })
redis.on('error', console.error)
const viewers = createMuxViewers({ mux, authorize: 'public', sharedCache: redisCache(redis) })

const app = new Hono()
app.all('/api/mux-viewers', (c) => viewers.fetch(c.req.raw))

serve({ fetch: app.fetch, port: Number(process.env.PORT) })
