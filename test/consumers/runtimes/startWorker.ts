import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { Miniflare } from 'miniflare'
import type { Env, Running } from './Running'

const APPS = fileURLToPath(new URL('apps', import.meta.url))

// The app, but what it gives to `ctx.waitUntil` is noted on the way.
const NOTING = `
  import app from './worker.js'
  const notes = []
  export default {
    fetch(request, env, ctx) {
      if (new URL(request.url).pathname === '/notes') return Response.json(notes)
      const waitUntil = (promise) => {
        notes.push(Object.prototype.toString.call(promise))
        ctx.waitUntil(promise)
      }
      return app.fetch(request, env, { waitUntil })
    },
  }`

/** The Worker on Cloudflare's runtime, bundled and configured as wrangler does. */
export async function startWorker(env: Env): Promise<Running> {
  const wrangler = JSON.parse(readFileSync(`${APPS}/wrangler.json`, 'utf8')) as {
    compatibility_date: string
    compatibility_flags: string[]
  }
  const { outputFiles } = await build({
    stdin: { contents: NOTING, resolveDir: APPS },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['node:*', 'cloudflare:*'],
    target: 'es2024',
  })
  const worker = new Miniflare({
    modules: true,
    script: outputFiles[0]?.text ?? '',
    compatibilityDate: wrangler.compatibility_date,
    compatibilityFlags: wrangler.compatibility_flags,
    bindings: { ...env },
    // Else it asks Cloudflare where it is.
    cf: false,
  })
  const { origin } = await worker.ready
  return {
    url: `${origin}/api/mux-viewers`,
    keptAwakeFor: async () => (await fetch(`${origin}/notes`)).json() as Promise<string[]>,
    stop: () => worker.dispose(),
  }
}
