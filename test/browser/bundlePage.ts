import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** A page as one script, for production. */
export async function bundlePage(file: URL): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(file)],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  })
  return outputFiles[0]?.text ?? ''
}

/** An answer that a browser shows, or runs. */
export function page(body: string, type = 'text/html'): Response {
  return new Response(body, { headers: { 'content-type': `${type}; charset=utf-8` } })
}
