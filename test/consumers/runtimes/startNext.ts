import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Env, Running } from './Running'
import { startNode } from './startNode'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const NEXT = at('node_modules/next/dist/bin/next')
const APP = at('apps/next')

/** The app as `next build` and `next start` serve it; gives each of its routes, and where it is. */
export async function startNext(
  variables: Env,
): Promise<{ origin: string; route: (path: string) => Running }> {
  const env = { ...variables, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' }
  await promisify(execFile)(process.execPath, [NEXT, 'build', APP], {
    env: { ...process.env, ...env },
  })
  const { origin, printed, stop } = await startNode(
    (port) => ['--require', at('waitUntilProbe.cjs'), NEXT, 'start', APP, '--port', String(port)],
    env,
  )
  const route = (path: string): Running => ({
    url: `${origin}${path}`,
    keptAwakeFor: async () => printed().match(/(?<=^\[waitUntil\] ).*$/gm) ?? [],
    stop,
  })
  return { origin, route }
}
