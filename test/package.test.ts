import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { describe, expect, test } from 'vitest'
import {
  builtFiles,
  declaredImports,
  declaredNames,
  exportedFiles,
  manifest,
  packedFiles,
  reachFrom,
  readText,
  resolveUnder,
  runInNode,
} from './support/builtPackage'

/*
 * The package as it is published: `npm test` builds it first.
 */
interface Entry {
  name: string
  isClient: boolean
  /** Bare imports of its code, exactly. */
  imports: string[]
  /** Bare imports of its declarations, exactly; a browser's `./server` has none of its own. */
  types?: string[]
  /** Rooms of `src`, and packages, whose code it carries. */
  carries: RegExp
}

const ENTRIES: Entry[] = [
  {
    name: 'index',
    isClient: true,
    imports: ['@tanstack/react-query', 'react', 'react/jsx-runtime'],
    types: ['@tanstack/react-query', 'react'],
    carries: /^(index\.ts|react|query|core)$/,
  },
  {
    name: 'player',
    isClient: true,
    imports: ['@mux/mux-player-react/lazy', '@tanstack/react-query', 'react', 'react/jsx-runtime'],
    types: ['@mux/mux-player-react', '@tanstack/react-query', 'react'],
    carries: /^(player\.ts|player|react|query|core)$/,
  },
  {
    name: 'query',
    isClient: false,
    imports: [],
    types: ['@tanstack/react-query'],
    // Of `mux` only what asks `/counts`, see the architecture test.
    carries: /^(query\.ts|query|mux|core)$/,
  },
  {
    name: 'server',
    isClient: false,
    imports: ['lru-cache', 'valibot'],
    types: [],
    carries: /^(server\.ts|server|mux|core)$/,
  },
  {
    name: 'server.browser',
    isClient: false,
    imports: [],
    carries: /^server\.browser\.ts$/,
  },
  {
    name: 'emulator',
    isClient: false,
    imports: [
      'node:crypto',
      'node:fs/promises',
      'node:http',
      'node:http2',
      'node:https',
      'node:stream',
      'node:timers/promises',
      'node:util',
    ],
    types: [],
    carries: /^(emulator\.ts|emulator|node_modules\/(hono|@hono\/node-server|jose))$/,
  },
]
const TYPED = ENTRIES.filter(({ types }) => types !== undefined)
const SUBPATHS = ['player', 'query', 'server', 'emulator']

describe.each(ENTRIES)('$name', ({ name, isClient, imports, carries }) => {
  describe.each(['js', 'cjs'])('.%s', (ending) => {
    const path = `./dist/${name}.${ending}`

    test('imports these packages and no other', async () => {
      const reached = await reachFrom(path)
      const own = ending === 'cjs' && name === 'emulator' ? ['node:url'] : []
      expect(reached.imports).toEqual([...imports, ...own].toSorted())
    })

    test('carries the code of its own rooms and of nothing else', async () => {
      const { origins } = await reachFrom(path)
      expect(origins.filter((origin) => !carries.test(origin))).toEqual([])
      expect(origins).not.toEqual([])
    })

    test("begins with 'use client' on the client, and has none elsewhere", async () => {
      expect(/^["']use client["']/.test(readText(path))).toBe(isClient)
      const { files } = await reachFrom(path)
      const marked = files.filter((file) => /["']use client["']/.test(readText(file)))
      expect(marked).toEqual(isClient ? [path] : [])
    })
  })
})

test.each(['js', 'cjs'])(
  'what runs in a browser knows no variable of the server and no key of Mux, in .%s',
  async (ending) => {
    const reached = await Promise.all(
      ['index', 'query'].map((name) => reachFrom(`./dist/${name}.${ending}`)),
    )
    const files = [...new Set(reached.flatMap((one) => one.files))]
    const secret = /MUX_[A-Z]|stream_key|srt_passphrase|PRIVATE KEY|mux-signature/
    expect(files.filter((file) => secret.test(readText(file)))).toEqual([])
    const { files: server } = await reachFrom(`./dist/server.${ending}`)
    expect(server.some((file) => secret.test(readText(file)))).toBe(true)
  },
)

test.each(['js', 'cjs'])(
  'only the entry ./query carries the address of Mux, in .%s',
  async (ending) => {
    const carriers = await Promise.all(
      ['index', 'query'].map(async (name) => {
        const { files } = await reachFrom(`./dist/${name}.${ending}`)
        return files.some((file) => readText(file).includes('stats.mux.com')) ? [name] : []
      }),
    )
    expect(carriers.flat()).toEqual(['query'])
  },
)

test.each(TYPED)('the types of $name need these packages and no other', ({ name, types }) => {
  expect(declaredImports(`./dist/${name}.d.ts`)).toEqual(types)
  expect(declaredImports(`./dist/${name}.d.cts`)).toEqual(types)
})

describe('exports', () => {
  test('name files that exist', () => {
    const { main, module, types, typesVersions } = manifest
    const named = [...exportedFiles(), main, module, types]
    const versioned = Object.values(typesVersions['*']).flat()
    expect([...named, ...versioned].filter((path) => !existsSync(path))).toEqual([])
  })

  test('reach every file that was built', async () => {
    const code = await Promise.all(
      exportedFiles()
        .filter((path) => /\.c?js$/.test(path))
        .map((path) => reachFrom(path)),
    )
    const reached = new Set([...exportedFiles(), ...code.flatMap(({ files }) => files)])
    const isLost = (path: string): boolean =>
      !path.endsWith('.map') && !/-[\w-]{8}\.d\.c?ts$/.test(path) && !reached.has(path)
    expect(builtFiles().filter(isLost)).toEqual([])
  })

  test('are there for older TypeScript too', () => {
    expect(manifest.typesVersions['*']).toEqual(
      Object.fromEntries(SUBPATHS.map((name) => [name, [`./dist/${name}.d.ts`]])),
    )
    expect(Object.keys(manifest.exports)).toEqual([
      '.',
      ...SUBPATHS.map((name) => `./${name}`),
      './styles.css',
      './package.json',
    ])
  })

  test.each(['workerd', 'edge-light', 'worker', 'deno', 'bun', 'node'])(
    './server is itself under %s, also where browser is set',
    async (condition) => {
      const resolved = await resolveUnder('mux-viewers/server', ['browser', condition])
      expect(resolved).toBe('./dist/server.js')
    },
  )

  test('./server is itself where nothing is said', async () => {
    expect(await resolveUnder('mux-viewers/server', [])).toBe('./dist/server.js')
  })

  test('./server is one sentence in a browser, with the names of the real one', async () => {
    expect(await resolveUnder('mux-viewers/server', ['browser'])).toBe('./dist/server.browser.js')
    const thrown = runInNode(
      'esm',
      `const message = await import('./dist/server.browser.js').catch((error) => error.message)
       console.log(JSON.stringify(message))`,
    )
    expect(thrown).toMatch(/^\[mux-viewers\] mux-viewers\/server was imported into code for the/)
    const names = /export \{([^}]*)\}/.exec(readText('dist/server.browser.js'))?.[1]
    const real = namesOf('esm', 'mux-viewers/server')
    expect(names?.split(',').map((name) => name.trim())).toEqual(real)
  })
})

// A bundler that drops files said to have no effects would drop the sentence too.
test('./server keeps its sentence in a browser bundle of Vite', { timeout: 60_000 }, async () => {
  const entry = '\0entry'
  const built = await build({
    root: fileURLToPath(new URL('..', import.meta.url)),
    configFile: false,
    logLevel: 'silent',
    build: { write: false, rollupOptions: { input: entry } },
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === entry ? entry : undefined),
        load: (id) =>
          id === entry
            ? `import { createMuxViewers } from 'mux-viewers/server'; createMuxViewers({})`
            : undefined,
      },
    ],
  })
  expect(JSON.stringify(built)).toContain('mux-viewers/server was imported into code for the')
})

describe('names', () => {
  const names = Object.fromEntries(
    TYPED.map(({ name }) => [name, declaredNames(`./dist/${name}.d.ts`)]),
  )

  test('of the types are alike for import and require', () => {
    for (const { name } of TYPED) expect(declaredNames(`./dist/${name}.d.cts`)).toEqual(names[name])
  })

  test('are alike for import and require', () => {
    for (const { name } of TYPED) {
      const specifier = name === 'index' ? 'mux-viewers' : `mux-viewers/${name}`
      const imported = namesOf('esm', specifier)
      expect(namesOf('cjs', specifier)).toEqual(imported)
      expect(names[name]).toEqual(expect.arrayContaining(imported))
    }
  })

  test('are these', () => {
    expect(TYPED.map(({ name }) => `${name}: ${names[name]?.join(' ')}`)).toMatchInlineSnapshot(`
      [
        "index: Announcing Broadcast Fallback FallbackAbout FallbackValue MuxViewersProvider MuxViewersProviderProps MuxViewersSettings PluralLabel SnapshotError StreamState UseMuxViewersOptions UseMuxViewersResult ViewerCount ViewerCountProps ViewerCountSlot ViewerLabels ViewerSnapshot ViewersError ViewersErrorCode ViewersFetcher ViewersFetcherRequest ViewersStatus ViewersUnit useMuxViewers useReadingAge",
        "player: LiveChange LivePlayer LivePlayerBadge LivePlayerCorner LivePlayerLabels LivePlayerProps LiveState",
        "query: Broadcast CountsFetcherOptions CountsToken FormatViewersOptions GetCountsToken MuxViewersKey MuxViewersParameters MuxViewersQueryOptions Receipt ReceivedError ReceivedSnapshot SnapshotError StreamState ViewerSnapshot ViewersError ViewersErrorCode ViewersErrorOptions ViewersFetcher ViewersFetcherOptions ViewersFetcherRequest ViewersUnit createCountsFetcher createViewersFetcher formatViewers isViewersError muxViewersOptions",
        "server: Authorize AuthorizeResult Broadcast Bucket BucketRange EndedBroadcast EngagementCountsOptions FallbackValue ForgetOptions HistoryPoint HistoryRequest IoRedisClient KeptBucket KyselyDatabase LeaseRequest MonitoringOptions MuxClient MuxViewers MuxViewersContext MuxViewersOptions NodeRedisClient OnBroadcastEnd ReadViewers RecorderOptions RecorderRun ResolvePlaybackIdOptions ResolveStream RetentionOptions Sample SampleRange ServerFallback SharedCache SnapshotError SourceReading SourceRequest SqlDialect SqlStoreOptions StreamEvent StreamEventType StreamRange StreamRecord StreamState ThinOptions ViewerHistory ViewerSnapshot ViewersError ViewersErrorCode ViewersErrorOptions ViewersFetcher ViewersFetcherRequest ViewersLogger ViewersRecorder ViewersSource ViewersStore ViewersUnit createMuxViewers engagementCounts isViewersError memoryStore monitoring redisCache resolvePlaybackId sqlStore",
        "emulator: AccessToken ApiRequest BeaconKey CountTiming Counts EmulatedFailure EmulatedStream EmulatedWebhooks LatencyMode MonitoringDimension MuxEmulator MuxEmulatorOptions RateLimits Redelivery ReleaseOrder SigningKey StreamEvent StreamOptions StreamStatus UnknownId UpdatedAt WebhookDelivery WebhookEndpoint WebhookEvent WebhookOptions beaconKeys createMuxEmulator",
      ]
    `)
  })

  test('that can be called are these', () => {
    const called = ['mux-viewers', ...SUBPATHS.map((name) => `mux-viewers/${name}`)].map(
      (specifier) => `${specifier}: ${namesOf('esm', specifier).join(' ')}`,
    )
    expect(called).toMatchInlineSnapshot(`
      [
        "mux-viewers: MuxViewersProvider ViewerCount useMuxViewers useReadingAge",
        "mux-viewers/player: LivePlayer",
        "mux-viewers/query: ViewersError createCountsFetcher createViewersFetcher formatViewers isViewersError muxViewersOptions",
        "mux-viewers/server: ViewersError createMuxViewers engagementCounts isViewersError memoryStore monitoring redisCache resolvePlaybackId sqlStore",
        "mux-viewers/emulator: beaconKeys createMuxEmulator",
      ]
    `)
  })
})

describe.each(['esm', 'cjs'] as const)('used as %s', (format) => {
  test('one error class for all entries', () => {
    const isOne = runInNode(
      format,
      load(
        format,
        ['mux-viewers/query', 'mux-viewers/server'],
        'console.log(JSON.stringify(a.ViewersError === b.ViewersError))',
      ),
    )
    expect(isOne).toBe(true)
  })

  test('the emulator finds its media', () => {
    const played = runInNode(
      format,
      load(
        format,
        ['mux-viewers/emulator', 'mux-viewers/emulator'],
        `const emulator = await a.createMuxEmulator({ streams: [{ id: 'live', playbackId: 'play' }] })
         const read = async (url) => (await fetch(url)).text()
         const uri = (playlist, base) =>
           new URL(playlist.split('\\n').findLast((line) => line && !line.startsWith('#')), base)
         const master = emulator.stream('live').playbackUrl
         const rendition = uri(await read(master), master)
         const segment = await fetch(uri(await read(rendition), rendition))
         const bytes = new Uint8Array(await segment.arrayBuffer())
         await emulator.close()
         console.log(JSON.stringify({ status: segment.status, sync: bytes[0], isWhole: bytes.length % 188 === 0 }))`,
      ),
    )
    expect(played).toEqual({ status: 200, sync: 0x47, isWhole: true })
  })
})

describe('what is published', () => {
  const packed = packedFiles()
  const paths = [...packed.keys()]

  test('has the code, its sources, the styles, the licence and the words', () => {
    const wanted = exportedFiles().map((path) => path.replace('./', ''))
    const beside = ['LICENSE', 'README.md', 'CHANGELOG.md', 'src/core/wire.ts']
    expect(paths).toEqual(expect.arrayContaining([...wanted, ...beside]))
  })

  test('has nothing else', () => {
    const strange = paths.filter(
      (path) => !/^(dist\/|src\/|LICENSE$|README\.md$|CHANGELOG\.md$|package\.json$)/.test(path),
    )
    expect(strange).toEqual([])
  })

  test('has media of at most 500 kB', () => {
    const media = [...packed].filter(([path]) => path.startsWith('src/emulator/media/'))
    const bytes = media.reduce((sum, [, { size }]) => sum + size, 0)
    expect(media).not.toEqual([])
    expect(bytes).toBeLessThanOrEqual(500_000)
  })

  test('names no place on the machine that built it', () => {
    const here = process.cwd()
    const maps = builtFiles().filter((path) => readText(path).includes(here))
    expect(maps).toEqual([])
  })

  test('carries the licences of what it bundles', () => {
    for (const path of ['dist/emulator.js', 'dist/emulator.cjs']) {
      const head = readText(path).slice(0, 5_000)
      expect(head.match(/Copyright \(c\)[^\n]+/g)).toHaveLength(3)
    }
  })
})

/** The names that a module gives at run time. */
function namesOf(format: 'esm' | 'cjs', specifier: string): string[] {
  const body = 'console.log(JSON.stringify(Object.keys(a).toSorted()))'
  return runInNode(format, load(format, [specifier], body)) as string[]
}

/** A script with modules as `a` and `b`, loaded the way of its format. */
function load(format: 'esm' | 'cjs', [a, b = a]: [string, string?], body: string): string {
  const of = (specifier: string): string =>
    `${format === 'esm' ? 'await import' : 'require'}(${JSON.stringify(specifier)})`
  return `(async () => { const a = ${of(a)}; const b = ${of(b)}; ${body} })()`
}
