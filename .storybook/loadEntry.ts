import type { ViteDevServer } from 'vite'

/** An entry through Vite, so that an edit in `src` applies and nothing has to be built first. */
export async function loadEntry<Entry>(server: ViteDevServer, path: string): Promise<Entry> {
  return (await server.ssrLoadModule(path)) as Entry
}
