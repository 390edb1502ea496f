// A server of one route, in a process of its own: the load comes from the other core.
import { serve } from '@hono/node-server'
import { openRoute, type RouteName } from './routes'

const [name, count] = process.argv.slice(2)
const fetch = await openRoute(name as RouteName, Number(count))
serve({ fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => process.send?.(port))
