import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'

/*
 * `npm start`: Storybook with the emulator and our route inside its dev server, and the address of
 * the page to open. PORT chooses another port than 6006. What is read is kept in a folder for each port, or
 * in the one that MUX_DEMO_RECORD names.
 */
const WANTED = wantedPort()
const LIVE_PAGE = '/?path=/story/live--live'

const port = await freePort(WANTED)
if (port !== WANTED) {
  console.log(`[mux-viewers] Port ${WANTED} is taken, so ${port} is used. PORT=… chooses another.`)
}

const { MUX_DEMO_RECORD = join('.storybook', '.record', String(port)) } = process.env
const storybook = createRequire(import.meta.url).resolve('storybook/package.json')
const child = spawn(
  process.execPath,
  [
    join(dirname(storybook), 'dist/bin/dispatcher.js'),
    ...['dev', '--port', String(port), '--exact-port', '--ci', '--quiet'],
    ...['--no-version-updates', '--disable-telemetry', '--loglevel', 'warn'],
  ],
  {
    stdio: 'inherit',
    env: { ...process.env, MUX_DEMO_RECORD, MUX_DEMO_PARENT: String(process.pid) },
  },
)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
child.on('exit', (code) => process.exit(code ?? 0))

await untilServed(`http://localhost:${port}/index.json`)
console.log(`\n  mux-viewers is ready. Open\n\n    http://localhost:${port}${LIVE_PAGE}\n`)

function wantedPort(): number {
  const { PORT = '6006' } = process.env
  const wanted = Number(PORT)
  if (Number.isInteger(wanted) && wanted >= 1 && wanted <= 65_000) return wanted
  console.error(`[mux-viewers] PORT=${PORT} is no port. Set it to a whole number from 1 to 65000.`)
  process.exit(1)
}

/** The wanted port, else the next free one after it. */
async function freePort(wanted: number): Promise<number> {
  for (let candidate = wanted; candidate < wanted + 100; candidate++) {
    if ((await isFree(candidate, '127.0.0.1')) && (await isFree(candidate, '::'))) return candidate
  }
  throw new Error(
    `[mux-viewers] No port between ${wanted} and ${wanted + 99} is free. Set PORT to one that is.`,
  )
}

async function isFree(candidate: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    // A machine without IPv6 has no such address; that does not make the port taken.
    probe.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code !== 'EADDRINUSE'))
    probe.listen(candidate, host, () => probe.close(() => resolve(true)))
  })
}

async function untilServed(url: string): Promise<void> {
  while (child.exitCode === null) {
    const isServed = await fetch(url).then(
      (response) => response.ok,
      () => false,
    )
    if (isServed) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}
