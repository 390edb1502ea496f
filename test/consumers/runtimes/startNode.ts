import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Env } from './Running'

const HERE = fileURLToPath(new URL('.', import.meta.url))

/** A process of its own, which listens on `port`. */
export interface NodeServer {
  readonly origin: string
  /** What it has printed. */
  readonly printed: () => string
  readonly stop: () => Promise<void>
  /** Ends it as a crash does. */
  readonly kill: () => Promise<void>
}

/** Runs `node` with these arguments in this folder, and waits until it answers. */
export async function startNode(
  args: (port: number) => readonly string[],
  env: Env,
): Promise<NodeServer> {
  const port = await freePort()
  const child = spawn(process.execPath, args(port), {
    cwd: HERE,
    env: { ...process.env, NODE_ENV: 'production', ...env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data) => (printed += String(data)))
  const exit = once(child, 'exit')

  const origin = `http://localhost:${port}`
  for (let attempt = 0; attempt < 200; attempt++) {
    if (child.exitCode !== null) break
    // oxlint-disable-next-line no-await-in-loop
    const isUp = await fetch(origin).then(
      () => true,
      () => false,
    )
    if (isUp) {
      const end = async (signal: NodeJS.Signals): Promise<void> => {
        child.kill(signal)
        await exit
      }
      const stop = (): Promise<void> => end('SIGTERM')
      const kill = (): Promise<void> => end('SIGKILL')
      return { origin, printed: () => printed, stop, kill }
    }
    // oxlint-disable-next-line no-await-in-loop
    await sleep(100)
  }
  child.kill()
  throw new Error(`node ${args(port).join(' ')} does not listen:\n${printed}`)
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0)
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
