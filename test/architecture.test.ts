import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import {
  importsOf,
  literalsOf,
  moduleStateOf,
  parseBelow,
  readRepository,
  type Sources,
} from './support/sources'

/** The picture in CONTRIBUTING.md: for each room and entry, what it may import. */
const MAY_IMPORT: Record<string, { rooms: string[]; packages: RegExp }> = {
  'index.ts': { rooms: ['react', 'query', 'core'], packages: /^$/ },
  'player.ts': { rooms: ['player'], packages: /^$/ },
  'query.ts': { rooms: ['query', 'core'], packages: /^$/ },
  'server.ts': { rooms: ['server', 'mux', 'core'], packages: /^$/ },
  'server.browser.ts': { rooms: [], packages: /^$/ },
  'emulator.ts': { rooms: ['emulator'], packages: /^$/ },
  player: {
    rooms: ['react', 'core'],
    packages: /^(react|@mux\/mux-player-react(\/lazy)?)$/,
  },
  react: { rooms: ['query', 'core'], packages: /^(react|@tanstack\/react-query)$/ },
  query: { rooms: ['core'], packages: /^@tanstack\/react-query$/ },
  server: { rooms: ['mux', 'core'], packages: /^(kysely|lru-cache|valibot)$/ },
  mux: { rooms: ['core'], packages: /^(lru-cache|valibot)$/ },
  core: { rooms: [], packages: /^$/ },
  emulator: { rooms: [], packages: /^(node:.*|hono(\/.*)?|@hono\/node-server|jose)$/ },
}

/** The one arrow from the client side to `mux`: the file that asks `/counts` without any secret. */
const COUNTS_FETCHER = 'src/query/createCountsFetcher.ts'
const COUNTS = 'src/mux/counts.ts'
const COUNTS_ARROW = `${COUNTS_FETCHER} → ${COUNTS}`

/** Where module state may be: one `WeakMap<QueryClient, Page>`. */
const STATE_ALLOWED: Record<string, string[]> = { 'src/react/page.ts': ['new WeakMap'] }

interface Rule {
  /** What is wrong, one line a fault. */
  faults: (sources: Sources) => string[]
  /** Files that break the rule, each in its own way. */
  broken: Record<string, string>[]
}

const roomOf = (path: string): string => path.split('/')[1] ?? ''

const RULES: Record<string, Rule> = {
  'rooms import along the arrows, and only their packages': {
    faults(sources) {
      return importsOf(parseBelow(sources, 'src')).flatMap(({ from, specifier, to }) => {
        const room = roomOf(from)
        const may = MAY_IMPORT[room]
        if (may === undefined) return [`${from}: ${room} is not in the picture`]
        const arrow = `${from} → ${to ?? specifier}`
        if (to === undefined) {
          return specifier.startsWith('.') || !may.packages.test(specifier) ? [arrow] : []
        }
        const isAllowed = [room, ...may.rooms].includes(roomOf(to)) || arrow === COUNTS_ARROW
        return isAllowed ? [] : [arrow]
      })
    },
    broken: [
      { 'src/core/a.ts': "import 'lru-cache'" },
      { 'src/core/a.ts': "import type { b } from '../mux/b'", 'src/mux/b.ts': '' },
      { 'src/react/a.tsx': "export { b } from '../mux/b'", 'src/mux/b.ts': '' },
      { 'src/react/a.tsx': "const b = import('../server/b')", 'src/server/b.ts': '' },
      { 'src/query/a.ts': "import '../mux/counts'", 'src/mux/counts.ts': '' },
      { [COUNTS_FETCHER]: "import '../mux/engagementCounts'", 'src/mux/engagementCounts.ts': '' },
      { 'src/query/a.ts': "import 'react'" },
      { 'src/server/a.ts': "import '../query/b'", 'src/query/b.ts': '' },
      { 'src/server/a.ts': "type B = import('../react/b').B", 'src/react/b.ts': '' },
      { 'src/emulator/a.ts': "import '../core/b'", 'src/core/b.ts': '' },
      { 'src/emulator/a.ts': "import '@mux/mux-node'" },
      { 'src/index.ts': "export { b } from './server/b'", 'src/server/b.ts': '' },
      { 'src/cellar/a.ts': "import './b'", 'src/cellar/b.ts': '' },
      { 'src/mux/a.ts': "import './missing'" },
    ],
  },
  'the counts fetcher is reached by its entry only, and what it asks by reaches core only': {
    faults: (sources) =>
      importsOf(parseBelow(sources, 'src'))
        .filter(({ from, to = '' }) =>
          to === COUNTS_FETCHER
            ? from !== 'src/query.ts'
            : from === COUNTS && !to.startsWith('src/core/'),
        )
        .map(({ from, specifier }) => `${from} → ${specifier}`),
    broken: [
      { 'src/query/a.ts': "import './createCountsFetcher'", [COUNTS_FETCHER]: '' },
      { 'src/react/a.ts': "import('../query/createCountsFetcher')", [COUNTS_FETCHER]: '' },
      { [COUNTS]: "import './engagementCounts'", 'src/mux/engagementCounts.ts': '' },
      { [COUNTS]: "import 'lru-cache'" },
    ],
  },
  'Node itself is for the emulator': {
    faults(sources) {
      return importsOf(parseBelow(sources, 'src'))
        .filter(({ from, specifier }) => isBuiltin(specifier) && roomOf(from) !== 'emulator')
        .map(({ from, specifier }) => `${from}: ${specifier}`)
    },
    broken: [
      { 'src/server/a.ts': "import { createHash } from 'node:crypto'" },
      { 'src/mux/a.ts': "import 'crypto'" },
    ],
  },
  'an entry only re-exports, by name': {
    faults(sources) {
      return [...parseBelow(sources, 'src')].flatMap(([path, file]) => {
        if (path.split('/').length > 2 || path === 'src/server.browser.ts') return []
        return file.statements
          .filter((statement) => {
            const isDirective =
              ts.isExpressionStatement(statement) && ts.isStringLiteral(statement.expression)
            const isByName =
              ts.isExportDeclaration(statement) &&
              statement.moduleSpecifier !== undefined &&
              statement.exportClause !== undefined &&
              ts.isNamedExports(statement.exportClause)
            return !isDirective && !isByName
          })
          .map((statement) => `${path}: ${statement.getText(file)}`)
      })
    },
    broken: [
      { 'src/a.ts': "export * from './core/b'" },
      { 'src/a.ts': "export * as b from './core/b'" },
      { 'src/a.ts': 'export const b = 1' },
      { 'src/a.ts': "import { b } from './core/b'" },
    ],
  },
  'no folder has an index': {
    faults: (sources) => [...sources.keys()].filter((path) => /^src\/.+\/index\.\w+$/.test(path)),
    broken: [{ 'src/core/index.ts': '' }, { 'src/react/badge/index.tsx': '' }],
  },
  'a name is a subject': {
    faults: (sources) =>
      [...sources.keys()].filter((path) =>
        /(^|\/)(utils?|helpers?|common|misc)([./]|$)/i.test(path),
      ),
    broken: [{ 'src/core/utils.ts': '' }, { 'test/helpers/a.ts': '' }, { 'src/common/a.ts': '' }],
  },
  'imports make no cycle': {
    faults(sources) {
      const imports = importsOf(parseBelow(sources, 'src'))
      const done = new Set<string>()
      const follow = (path: string, way: string[]): string[] => {
        if (way.includes(path)) return [[...way.slice(way.indexOf(path)), path].join(' → ')]
        if (done.has(path)) return []
        const cycles = imports
          .filter(({ from, to }) => from === path && to !== undefined)
          .flatMap(({ to = '' }) => follow(to, [...way, path]))
        done.add(path)
        return cycles
      }
      return imports.flatMap(({ from }) => follow(from, []))
    },
    broken: [
      { 'src/core/a.ts': "import './b'", 'src/core/b.ts': "import './a'" },
      {
        'src/core/a.ts': "import type { b } from './b'",
        'src/core/b.ts': "export { c } from './c'",
        'src/core/c.ts': "const a = import('./a')",
      },
    ],
  },
  'no file is longer than 250 lines': {
    faults: (sources) =>
      [...sources]
        .filter(([path]) => /^(src|stories|\.storybook|test\/support)\/.*\.(tsx?|css)$/.test(path))
        .map(([path, text]) => [path, text.trimEnd().split('\n').length] as const)
        .filter(([, lines]) => lines > 250)
        .map(([path, lines]) => `${path}: ${lines} lines`),
    broken: [{ 'src/core/a.ts': 'a\n'.repeat(251) }],
  },
  'no module state but the page': {
    faults: (sources) =>
      [...parseBelow(sources, 'src')].flatMap(([path, file]) =>
        moduleStateOf(file)
          .filter((state) => /^(let|var)\b|^new (Map|Set|WeakMap|WeakSet|LRUCache)\b/.test(state))
          .filter((state) => !STATE_ALLOWED[path]?.includes(state))
          .map((state) => `${path}: ${state}`),
      ),
    broken: [
      { 'src/core/a.ts': 'let count = 0' },
      { 'src/core/a.ts': 'export var count = 0' },
      { 'src/core/a.ts': 'const known = { ids: new Set<string>() }' },
      { 'src/server/a.ts': 'const cache = new LRUCache<string, string>({ max: 1 })' },
      { 'src/server/a.ts': 'class A { static readonly all = new Map() }' },
      { 'src/server/a.ts': 'if (true) { let count = 0 }' },
      { 'src/react/page.ts': 'const pages = new Map()' },
    ],
  },
  'only mux and the emulator know the addresses of Mux': {
    faults: (sources) =>
      [...parseBelow(sources, 'src')].flatMap(([path, file]) =>
        ['mux', 'emulator'].includes(roomOf(path))
          ? []
          : literalsOf(file)
              .filter((text) => /mux\.com|litix\.io|\/counts/.test(text))
              .map((text) => `${path}: ${text}`),
      ),
    broken: [
      { 'src/server/a.ts': "const url = 'https://stats.mux.com'" },
      { 'src/query/a.ts': 'const url = `${base}/counts?token=${token}`' },
      { 'src/core/a.ts': 'const isMux = /\\.mux\\.com$/' },
      { 'src/react/a.tsx': 'const a = <a>https://inferred.litix.io</a>' },
    ],
  },
  'nothing names a place outside the repository': {
    faults: (sources) =>
      [...sources].flatMap(([path, text]) => {
        const away = text.match(/(?<![\w.:/-])\/(work|home|Users|root|mnt|private|tmp)\/\w+/g) ?? []
        const up = (text.match(/(?<![\w./])(\.\.\/)+/g) ?? []).filter((climb) =>
          posix.join(posix.dirname(path), climb).startsWith('..'),
        )
        return [...away, ...up].map((place) => `${path}: ${place}`)
      }),
    broken: [
      { 'README.md': ['See ', 'home', 'me', 'notes.md'].join('/') },
      { 'test/a.ts': ['readFile("', 'tmp', 'answer.json")'].join('/') },
      { 'src/core/a.ts': ['import "..', '..', '..', 'b"'].join('/') },
      { 'README.md': ['[notes](..', 'notes.md)'].join('/') },
    ],
  },
}

const repository = readRepository()

test('the repository is found', () => {
  expect([...repository.keys()]).toEqual(
    expect.arrayContaining(['package.json', 'src/index.ts', 'src/core/wire.ts', '.ci/run']),
  )
})

describe.each(Object.entries(RULES))('%s', (_, { faults, broken }) => {
  test('in this repository', () => {
    expect(faults(repository)).toEqual([])
  })

  test.each(broken)('and a breach is seen: %j', (files) => {
    expect(faults(new Map(Object.entries(files)))).toHaveLength(1)
  })
})

test('comments, functions and fields are left alone', () => {
  const fine = new Map([
    [
      'src/core/a.ts',
      `/** @see https://www.mux.com/docs */
       export function count(): number {
         let many = 0 // as https://stats.mux.com/counts
         return new Set([many]).size
       }
       export class Counter { readonly seen = new Map<string, number>() }
       export const zero = (): Map<string, number> => new Map()`,
    ],
  ])
  for (const { faults } of Object.values(RULES)) expect(faults(fine)).toEqual([])
})
