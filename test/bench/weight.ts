import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build, type BuildOptions } from 'esbuild'
import type { Bench } from './Bench'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const LIMIT = 4_500
const HOOK_LIMIT = 3_000
const STYLES_LIMIT = 2_000

/** What one badge adds to a page that has React and TanStack Query: minified, gzip -9. */
export const weight: Bench = async (print) => {
  const badge = await weighImport('ViewerCount', '../../dist/index.js')
  const hook = await weighImport('useMuxViewers', '../../dist/index.js')
  const byHand = await weighImport('PollingBadge', './PollingBadge')
  const styles = await weigh({ entryPoints: [`${HERE}../../dist/styles.css`] })

  print('                        minified   gzip -9     limit')
  print(row('ViewerCount', badge, LIMIT))
  print(row('useMuxViewers', hook, HOOK_LIMIT))
  print(row('styles.css', styles, STYLES_LIMIT))
  print(row('hand-written poller', byHand))
  print('')
  await printParts(print)
  return {
    bench: 'weight',
    ours: badge.gzipped,
    peer: byHand.gzipped,
    limit: LIMIT,
    ratio: Number((badge.gzipped / LIMIT).toFixed(3)),
    unit: 'B',
    n: 1,
    hook: hook.gzipped,
    styles: styles.gzipped,
  }
}

interface Weight {
  minified: number
  gzipped: number
}

async function weighImport(name: string, from: string): Promise<Weight> {
  const contents = `import { ${name} } from '${from}'; console.log(${name})`
  return weigh({ stdin: { contents, resolveDir: HERE } })
}

async function weigh(input: BuildOptions): Promise<Weight> {
  const code = await minify(input)
  return { minified: code.length, gzipped: gzip(code) }
}

const FOR_A_PAGE = {
  bundle: true,
  minify: true,
  write: false as const,
  format: 'esm',
  target: 'es2022',
  jsx: 'automatic',
  external: ['react', 'react/jsx-runtime', '@tanstack/react-query'],
  define: { 'process.env.NODE_ENV': '"production"' },
} satisfies BuildOptions

async function minify(input: BuildOptions): Promise<Uint8Array> {
  const { outputFiles } = await build({ ...input, ...FOR_A_PAGE })
  return outputFiles[0]?.contents ?? new Uint8Array()
}

/** Minified bytes by file of `src`, the heaviest first: where a byte can be saved. */
async function printParts(print: (line: string) => void): Promise<void> {
  const badge = await partsOf('ViewerCount')
  const hook = await partsOf('useMuxViewers')
  print(`${'minified, by file'.padEnd(36)}${'badge'.padStart(9)}${'hook'.padStart(9)}`)
  const heaviestFirst = [...badge].toSorted(([, a], [, b]) => b - a)
  for (const [file, bytes] of heaviestFirst) {
    print(`${file.padEnd(36)}${column(bytes)}${column(hook.get(file))}`)
  }
  const sum = (parts: Map<string, number>): number => [...parts.values()].reduce((a, b) => a + b, 0)
  print(`${''.padEnd(36)}${column(sum(badge))}${column(sum(hook))}\n`)
}

/** By the source, since the built file does not say what its parts were. */
async function partsOf(name: string): Promise<Map<string, number>> {
  const { metafile } = await build({
    ...FOR_A_PAGE,
    absWorkingDir: ROOT,
    stdin: { contents: `export { ${name} } from './src/index'`, resolveDir: ROOT },
    metafile: true,
  })
  const parts = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs))
  return new Map(
    parts
      .filter(([file, { bytesInOutput }]) => file.startsWith('src/') && bytesInOutput > 0)
      .map(([file, { bytesInOutput }]) => [file.slice('src/'.length), bytesInOutput]),
  )
}

function row(what: string, { minified, gzipped }: Weight, limit?: number): string {
  const bytes = [minified, gzipped, limit].map((value) =>
    value === undefined ? '' : `${value.toLocaleString('en')} B`,
  )
  return `${what.padEnd(22)}${bytes.map((text) => text.padStart(10)).join('')}`.trimEnd()
}

function column(bytes: number | undefined): string {
  return (bytes === undefined ? '–' : bytes.toLocaleString('en')).padStart(9)
}

function gzip(code: Uint8Array): number {
  return gzipSync(code, { level: 9 }).length
}
