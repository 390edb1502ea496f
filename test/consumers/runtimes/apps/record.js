import { serve } from '@hono/node-server'
import Mux from '@mux/mux-node'
import { Hono } from 'hono'
import { Kysely, PostgresDialect } from 'kysely'
import { createMuxViewers, sqlStore } from 'mux-viewers/server'
import { Pool } from 'pg'

const mux = new Mux()

const pool = new Pool({ connectionString: process.env.DATABASE_URL })
pool.on('error', console.error) // without these two a lost connection ends the process
pool.on('connect', (client) => client.on('error', console.error))

const store = sqlStore({
  db: new Kysely({ dialect: new PostgresDialect({ pool }) }),
  dialect: 'postgres',
})
const viewers = createMuxViewers({ mux, authorize: 'public', store })

const app = new Hono()
app.all('/api/mux-viewers', (c) => viewers.fetch(c.req.raw))
app.post('/api/mux-webhook', (c) => viewers.webhook(c.req.raw))

serve({ fetch: app.fetch, port: Number(process.env.PORT) })
