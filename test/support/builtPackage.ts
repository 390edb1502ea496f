import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import ts from 'typescript'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** A value in `exports`: a file, or what it is under each condition. */
type Target = string | { [condition: string]: Target }

interface Manifest {
  exports: Record<string, Target>
  typesVersions: { '*': Record<string, string[]> }
  main: string
  module: string
  types: string
}

export const manifest: Manifest = JSON.parse(readText('package.json')) as Manifest

/** The text of a file of the package. */
export function readText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}

/** The files in `dist`, as `exports` writes them. */
export function builtFiles(): string[] {
  return readdirSync(join(ROOT, 'dist')).map((name) => `./dist/${name}`)
}

/** Every file that `exports` names. */
export function exportedFiles(target: Target = manifest.exports): string[] {
  return typeof target === 'string'
    ? [target]
    : [...new Set(Object.values(target).flatMap((inner) => exportedFiles(inner)))]
}

/** What `npm publish` would send, by path. */
export function packedFiles(): Map<string, { size: number }> {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const printed = execFileSync(npm, ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [pack] = JSON.parse(printed) as [{ files: { path: string; size: number }[] }]
  return new Map(pack.files.map(({ path, size }) => [path, { size }]))
}

/** What an entry reaches when it is bundled as it is. */
export interface Reached {
  /** Packages and Node's own modules, sorted. */
  imports: string[]
  /** Files in `dist`. */
  files: string[]
  /** Where the code comes from, by the source maps: rooms of `src`, and `node_modules`. */
  origins: string[]
}

/** Follows a file in `dist` through its chunks. */
export async function reachFrom(path: string): Promise<Reached> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [path],
    bundle: true,
    write: false,
    metafile: true,
    format: path.endsWith('.cjs') ? 'cjs' : 'esm',
    platform: 'neutral',
    packages: 'external',
    logLevel: 'silent',
  })
  const files = Object.keys(metafile.inputs)
  const imports = Object.values(metafile.inputs)
    .flatMap((input) => input.imports)
    .filter(({ external }) => external === true)
    .map((found) => found.path)
  return {
    imports: [...new Set(imports)].toSorted(),
    files: files.map((file) => `./${file}`),
    origins: [...new Set(files.flatMap(originsOf))].toSorted(),
  }
}

function originsOf(file: string): string[] {
  const { sources } = JSON.parse(readText(`${file}.map`)) as { sources: string[] }
  return sources
    .map((source) => posix.join('dist', source))
    .filter((source) => !source.startsWith('dist/'))
    .map((source) => {
      const [top, room = '', name = ''] = source.split('/')
      if (top === 'src') return room
      return `${top}/${room.startsWith('@') ? `${room}/${name}` : room}`
    })
}

/** The file that a bundler takes for `specifier` under these conditions. */
export async function resolveUnder(specifier: string, conditions: string[]): Promise<string> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    stdin: { contents: `import ${JSON.stringify(specifier)}`, resolveDir: ROOT },
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'neutral',
    conditions,
    external: ['lru-cache', 'valibot'],
    logLevel: 'silent',
  })
  const [first] = Object.values(metafile.inputs)
    .flatMap((input) => input.imports)
    .filter(({ original }) => original === specifier)
  return `./${first?.path}`
}

/** Runs a script in a Node of its own, in the package's folder; gives what it printed as JSON. */
export function runInNode(format: 'esm' | 'cjs', script: string): unknown {
  const inputType = format === 'esm' ? 'module' : 'commonjs'
  const args = [`--input-type=${inputType}`, '--eval', script]
  return JSON.parse(
    execFileSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8', timeout: 60_000 }),
  )
}

/** The names that a declaration file exports, types marked. */
export function declaredNames(path: string): string[] {
  const file = ts.createSourceFile(path, readText(path), ts.ScriptTarget.Latest)
  const names = file.statements.flatMap((statement) =>
    ts.isExportDeclaration(statement) &&
    statement.exportClause &&
    ts.isNamedExports(statement.exportClause)
      ? statement.exportClause.elements.map(({ name }) => name.text)
      : [],
  )
  return names.toSorted()
}

/** The packages that a declaration file needs, through its chunks. */
export function declaredImports(path: string, seen: Set<string> = new Set()): string[] {
  if (seen.has(path)) return []
  seen.add(path)
  const { importedFiles } = ts.preProcessFile(readText(path))
  const found = importedFiles.flatMap(({ fileName }) => {
    if (!fileName.startsWith('.')) return [fileName]
    const next = posix.join(posix.dirname(path), fileName).replace(/\.(c?)js$/, '.d.$1ts')
    return declaredImports(next, seen)
  })
  return [...new Set(found)].toSorted()
}
