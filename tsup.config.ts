import { readdirSync, readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { basename, isAbsolute } from 'node:path'
import { defineConfig, type Options } from 'tsup'

type TsupPlugin = NonNullable<Options['plugins']>[number]

/** Entries that run in the browser: a framework with server components must see their first line. */
const CLIENT_ENTRIES = ['index', 'player']

const shared: Options = {
  format: ['esm', 'cjs'],
  target: 'es2022',
  sourcemap: true,
  // Rollup's pass drops 'use client'; esbuild's own is enough.
  treeshake: false,
  // Edge runtimes know `node:crypto`, not `crypto`.
  removeNodeProtocol: false,
  plugins: [hoistUseClient(CLIENT_ENTRIES), relativeSources()],
}

// tsup sets `baseUrl`, which TypeScript 6 calls deprecated.
const compilerOptions = { ignoreDeprecations: '6.0' }

/** One entry for one import path; `server.browser` is what `./server` is to a browser. */
const library: Options = {
  ...shared,
  entry: [
    'src/index.ts',
    'src/player.ts',
    'src/query.ts',
    'src/server.ts',
    'src/server.browser.ts',
  ],
  dts: {
    entry: ['src/index.ts', 'src/player.ts', 'src/query.ts', 'src/server.ts'],
    compilerOptions,
  },
  // In CJS too: what two entries have in common is there once.
  splitting: true,
  clean: ['!emulator.*', '!styles.*'],
}

/** Who reads the looks finds them with their comments in `src`; what a page loads is small as it is. */
const styles: Options = { entry: ['src/styles.css'], minify: true }

const BUNDLED = ['hono', '@hono/node-server', 'jose']

/** Shares no code with the rest, and bundles its libraries: who never uses it installs none of them. */
const emulator: Options = {
  ...shared,
  entry: ['src/emulator.ts'],
  dts: { compilerOptions },
  splitting: false,
  noExternal: BUNDLED,
  esbuildOptions(options, { format }) {
    const notices = BUNDLED.map((name) => `${name}\n\n${licenceOf(name)}`).join('\n\n')
    // Its media lie beside the module, which CJS knows by another name. tsup's `shims` would do, but
    // takes `#` and `?` in a folder's name for the end of the path.
    const moduleUrl =
      '"use strict";const moduleUrl = require("node:url").pathToFileURL(__filename).href;'
    options.banner = { js: `${format === 'cjs' ? moduleUrl : ''}/*!\nContains\n\n${notices}*/` }
    if (format === 'cjs') options.define = { ...options.define, 'import.meta.url': 'moduleUrl' }
  },
}

export default defineConfig([library, emulator, styles])

/** A library that travels inside our file travels with its licence. */
function licenceOf(name: string): string {
  const folder = `node_modules/${name}`
  const file = readdirSync(folder).find((candidate) => /^licen[cs]e/i.test(candidate))
  if (file === undefined) throw new Error(`${name} has no licence file to bundle it with`)
  return readFileSync(`${folder}/${file}`, 'utf8')
}

/**
 * Keeps 'use client' the first line of the client entries and of nothing else: CJS splitting puts
 * generated code before it, and then it is no directive any more.
 */
function hoistUseClient(entries: readonly string[]): TsupPlugin {
  return {
    name: 'hoist-use-client',
    async buildEnd({ writtenFiles }) {
      for (const { name } of writtenFiles) {
        if (!/\.c?js$/.test(name)) continue
        const code = await readFile(name, 'utf8')
        if (!entries.includes(basename(name).replace(/\.c?js$/, ''))) {
          if (code.includes('"use client"')) throw new Error(`${name} must be no client module`)
        } else if (!code.startsWith('"use client";')) {
          // As many lines as before, so that the source map stays right.
          await writeFile(name, `"use client";${code.replace('"use client";', '')}`)
        }
      }
    },
  }
}

/** CJS splitting names the file in its own source map by its place on this machine. */
function relativeSources(): TsupPlugin {
  return {
    name: 'relative-sources',
    async buildEnd({ writtenFiles }) {
      for (const { name } of writtenFiles) {
        if (!name.endsWith('.cjs.map')) continue
        const map = JSON.parse(await readFile(name, 'utf8')) as { sources: string[] }
        const sources = map.sources.map((path) => (isAbsolute(path) ? basename(path) : path))
        const file = basename(name, '.map')
        await writeFile(name, JSON.stringify({ ...map, file, sources }))
      }
    },
  }
}
