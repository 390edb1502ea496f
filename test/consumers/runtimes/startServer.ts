import type { Env, Running } from './Running'
import { startNode } from './startNode'

/** A server of one file, as `node FILE` runs it. */
export async function startServer(file: string, env: Env): Promise<Running> {
  const { origin, stop } = await startNode(() => [file], env)
  return { url: `${origin}/api/mux-viewers`, keptAwakeFor: async () => [], stop }
}
