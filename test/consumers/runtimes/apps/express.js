import Mux from '@mux/mux-node'
import express from 'express'
import { createMuxViewers } from 'mux-viewers/server'
import { toNodeHandler } from 'srvx/node'

const viewers = createMuxViewers({ mux: new Mux(), authorize: 'public' })

const app = express()
app.all('/api/mux-viewers', toNodeHandler(viewers.fetch)) // before express.json()
app.use(express.json())

app.listen(Number(process.env.PORT))
