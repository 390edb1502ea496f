import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium as playwright } from 'playwright'
import { NPM_CHROMIUM, unpackNpmChromium } from './npmChromium.ts'

/** What every Chromium of ours is started with; `--no-sandbox` because CI runs as root. */
export const CHROMIUM_FLAGS: readonly string[] = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** The same for pages with Mux's player, which asks for a cast script on the internet: nothing leaves the machine. */
export const LOCAL_CHROMIUM_FLAGS: readonly string[] = [
  ...CHROMIUM_FLAGS,
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE *.localhost , EXCLUDE 127.0.0.1',
]

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'chrome',
  'chromium-headless-shell',
  'microsoft-edge',
]

const MAC_PATHS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/**
 * Paths where a Chromium lies, best first: `CHROMIUM_PATH` alone when it is set, else what the
 * machine has, else what an earlier {@link ensureChromium} brought. None of them has been started.
 */
export function chromiumPaths(env: NodeJS.ProcessEnv = process.env): string[] {
  if (env.CHROMIUM_PATH) return [env.CHROMIUM_PATH].filter(isExecutable)
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  const installed = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))
  return [...installed, ...MAC_PATHS, NPM_CHROMIUM, playwright.executablePath()].filter(
    isExecutable,
  )
}

/** The first of {@link chromiumPaths}, `undefined` when there is none. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return chromiumPaths(env)[0]
}

/**
 * The path of a Chromium that starts, fetched when there is none: from the npm package
 * `@sparticuz/chromium`, then Playwright's own download, then `apt-get` as root. A machine with
 * only Node gets the first. `CHROMIUM_SOURCE=npm|playwright|apt` forces one.
 */
export async function ensureChromium(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const tried: string[] = []
  const forced = env.CHROMIUM_SOURCE
  if (forced === undefined) {
    for (const path of chromiumPaths(env)) {
      if (await starts(path)) return path
      tried.push(`${path}: does not start`)
    }
    if (env.CHROMIUM_PATH) {
      throw new Error(`CHROMIUM_PATH is ${env.CHROMIUM_PATH}, which is no browser that starts.`)
    }
  }
  const sources: Record<string, () => Promise<string | undefined> | string | undefined> = {
    npm: unpackNpmChromium,
    playwright: downloadWithPlaywright,
    apt: () => installWithApt(env),
  }
  for (const [name, bring] of Object.entries(sources)) {
    if (forced !== undefined && forced !== name) continue
    try {
      const path = await bring()
      if (path !== undefined && (await starts(path))) return path
      tried.push(`${name}: ${path === undefined ? 'gave none' : 'does not start'}`)
    } catch (error) {
      tried.push(`${name}: ${error instanceof Error ? error.message.split('\n')[0] : 'failed'}`)
    }
  }
  throw new Error(
    `No Chromium that starts. Install one, or name it in CHROMIUM_PATH.\n${tried.join('\n')}`,
  )
}

/** Whether it opens a page, driven as the tests drive it: `--version` loads little of what a page needs. */
async function starts(executablePath: string): Promise<boolean> {
  try {
    const browser = await playwright.launch({
      executablePath,
      args: [...CHROMIUM_FLAGS],
      timeout: 30_000,
    })
    try {
      const page = await browser.newPage()
      return (await page.evaluate('document.title = "up"')) === 'up'
    } finally {
      await browser.close()
    }
  } catch {
    return false
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function downloadWithPlaywright(): string | undefined {
  const { status } = spawnSync('npx', ['playwright', 'install', '--no-shell', 'chromium'], {
    stdio: ['ignore', 'ignore', 'ignore'],
    timeout: 300_000,
  })
  return status === 0 ? playwright.executablePath() : undefined
}

function installWithApt(env: NodeJS.ProcessEnv): string | undefined {
  if (process.getuid?.() !== 0) return undefined
  const options = {
    stdio: 'ignore',
    env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
  } as const
  spawnSync('apt-get', ['update'], options)
  spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], options)
  return findChromium(env)
}
