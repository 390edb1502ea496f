import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'
import { chromium, type Browser, type CDPSession, type Page } from 'playwright'
import { CHROMIUM_FLAGS, ensureChromium } from '../../support/chromium'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const ADDRESS = 'http://localhost:1/'

/** What is measured is what is published. */
const published: Plugin = {
  name: 'published',
  setup(bundling) {
    bundling.onResolve({ filter: /\/src(\/query)?$/ }, ({ path }) => ({
      path: `${ROOT}dist/${path.endsWith('/query') ? 'query' : 'index'}.js`,
    }))
  },
}

/** A Chromium with the page of the bench, in React's profiling build. */
export class BadgesBrowser {
  /** What was thrown in the page and caught by nobody. */
  readonly faults: string[] = []

  private constructor(
    private readonly browser: Browser,
    readonly page: Page,
    private readonly devtools: CDPSession,
  ) {
    page.on('pageerror', ({ message }) => void this.faults.push(message))
  }

  static async open(): Promise<BadgesBrowser> {
    const [script, executablePath] = await Promise.all([bundle(), ensureChromium()])
    const browser = await chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS] })
    const page = await browser.newPage()
    await page.route('**/*', (route) =>
      route.fulfill({
        contentType: 'text/html',
        // Isolated pages get a clock of 5 µs; all others one of 100 µs.
        headers: {
          'cross-origin-opener-policy': 'same-origin',
          'cross-origin-embedder-policy': 'require-corp',
        },
        body: '<!doctype html><title>badges</title>',
      }),
    )
    await page.goto(ADDRESS)
    if (!(await page.evaluate('crossOriginIsolated')))
      throw new Error('The page is not isolated, so its clock is too coarse to measure by.')
    await page.addScriptTag({ content: script })
    const devtools = await page.context().newCDPSession(page)
    await devtools.send('Performance.enable')
    return new BadgesBrowser(browser, page, devtools)
  }

  /** Milliseconds in which scripts have run so far. */
  readonly scriptMs = async (): Promise<number> => (await this.#metric('ScriptDuration')) * 1_000

  /** Bytes of the heap, after everything that can be given back was. */
  readonly heap = async (): Promise<number> => {
    // What one collection frees may hold more that the next one frees.
    for (let times = 0; times < 3; times += 1) {
      // oxlint-disable-next-line no-await-in-loop
      await this.devtools.send('HeapProfiler.collectGarbage')
    }
    return this.#metric('JSHeapUsedSize')
  }

  close(): Promise<void> {
    return this.browser.close()
  }

  async #metric(name: string): Promise<number> {
    const { metrics } = await this.devtools.send('Performance.getMetrics')
    return metrics.find((metric) => metric.name === name)?.value ?? Number.NaN
  }
}

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('BadgesPage.tsx', import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    jsx: 'automatic',
    define: {
      'process.env.NODE_ENV': '"production"',
      // Else the profiling build writes each render into the browser's timeline, at twice its cost.
      'console.timeStamp': 'undefined',
    },
    alias: { 'react-dom/client': 'react-dom/profiling' },
    plugins: [published],
    logLevel: 'error',
  })
  return outputFiles[0]?.text ?? ''
}
