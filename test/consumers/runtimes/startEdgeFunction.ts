import { fileURLToPath } from 'node:url'
import { EdgeRuntime, runServer } from 'edge-runtime'
import { build } from 'esbuild'
import type { Env, Running } from './Running'

const APPS = fileURLToPath(new URL('apps', import.meta.url))

// What a platform's build puts around a function; what is given to `waitUntil` is noted on the way.
const NOTING = `
  import answer from './edgeFunction.js'
  globalThis.notes = []
  addEventListener('fetch', (event) => {
    const waitUntil = (promise) => {
      notes.push(Object.prototype.toString.call(promise))
      event.waitUntil(promise)
    }
    event.respondWith(answer(event.request, { waitUntil }))
  })`

/** The function on Vercel's edge runtime, bundled under Next's conditions for it. */
export async function startEdgeFunction(env: Env): Promise<Running> {
  const { outputFiles } = await build({
    stdin: { contents: NOTING, resolveDir: APPS },
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    conditions: ['edge-light', 'worker', 'browser'],
    target: 'es2022',
  })
  const runtime = new EdgeRuntime({
    // Vercel gives the variables this way; of Node there is nothing else.
    extend: (context) => Object.assign(context, { process: { env } }),
    initialCode: outputFiles[0]?.text ?? '',
  })
  const server = await runServer({ runtime, port: 0 })
  return {
    url: new URL('/api/mux-viewers', server.url).href,
    keptAwakeFor: async () => [...runtime.evaluate<string[]>('notes')],
    stop: () => server.close(),
  }
}
