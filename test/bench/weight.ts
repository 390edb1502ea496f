import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import type { Bench } from './Bench'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const LIMIT = 4_500

/** What one badge adds to a page that has React and TanStack Query: minified, gzip -9. */
export const weight: Bench = async (print) => {
  const badge = await weigh(`import { ViewerCount } from '../../dist/index.js'`, 'ViewerCount')
  const byHand = await weigh(`import { PollingBadge } from './PollingBadge'`, 'PollingBadge')
  const styles = gzipped(await minify({ entryPoints: [`${HERE}../../dist/styles.css`] }))

  print('                        minified   gzip -9')
  print(row('ViewerCount', badge.minified, badge.gzipped))
  print(row('hand-written poller', byHand.minified, byHand.gzipped))
  print(row('limit', undefined, LIMIT))
  print(row('styles.css, by itself', undefined, styles))
  return {
    bench: 'weight',
    ours: badge.gzipped,
    peer: byHand.gzipped,
    limit: LIMIT,
    ratio: Number((badge.gzipped / LIMIT).toFixed(3)),
    unit: 'B',
    n: 1,
    styles,
  }
}

interface Weight {
  minified: number
  gzipped: number
}

async function weigh(imports: string, name: string): Promise<Weight> {
  const code = await minify({
    stdin: { contents: `${imports}; console.log(${name})`, resolveDir: HERE },
  })
  return { minified: code.length, gzipped: gzipped(code) }
}

async function minify(input: Parameters<typeof build>[0]): Promise<Uint8Array> {
  const { outputFiles } = await build({
    ...input,
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    external: ['react', 'react/jsx-runtime', '@tanstack/react-query'],
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  return outputFiles?.[0]?.contents ?? new Uint8Array()
}

function gzipped(code: Uint8Array): number {
  return gzipSync(code, { level: 9 }).length
}

function row(what: string, minified: number | undefined, bytes: number): string {
  const column = (value: number | undefined): string =>
    (value === undefined ? '' : `${value.toLocaleString('en')} B`).padStart(10)
  return `${what.padEnd(22)}${column(minified)}${column(bytes)}`
}
