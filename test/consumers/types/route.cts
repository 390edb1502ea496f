// A server in TypeScript and CommonJS. It is compiled, never run.
import emulator = require('mux-viewers/emulator')
import query = require('mux-viewers/query')
import server = require('mux-viewers/server')

async function answer(request: Request): Promise<Response> {
  const { url, env } = await emulator.createMuxEmulator()
  const fetcher = query.createViewersFetcher({ url: `${url}${env.MUX_TOKEN_ID}` })
  const mux = { jwt: { signViewerCounts: async (id: string): Promise<string> => id } }
  const viewers = server.createMuxViewers({ mux, authorize: (_, ids) => ids.length < 5 })
  await fetcher({ streamIds: ['a'], signal: request.signal })
  return viewers.fetch(request)
}

export = { answer }
