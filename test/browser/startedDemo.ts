import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'

/** What `npm start` gives a test: the address it printed, and all it has said. */
export interface StartedDemo {
  /** The page that was printed to be opened. */
  page: string
  origin: string
  output: () => string
  stop: () => Promise<void>
  /** As `kill -9`, all of it. */
  kill: () => Promise<void>
}

/** Runs the start script as a person would, and waits for the address it prints. */
export async function startDemo(env: Record<string, string>): Promise<StartedDemo> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'test/support/start.ts'], {
    env: { ...process.env, NODE_ENV: 'development', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that all of it can be killed at once.
    detached: true,
  })
  let output = ''
  const printed = new Promise<string>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      output += chunk.toString()
      const address = /http:\/\/localhost:\d+\/\?path=\S+/.exec(output)
      if (address !== null) resolve(address[0])
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.on('exit', (code) => reject(new Error(`npm start ended (${code}):\n${output}`)))
  })
  const page = await printed
  return {
    page,
    origin: new URL(page).origin,
    output: () => output,
    async stop() {
      if (child.exitCode !== null) return
      const exit = once(child, 'exit')
      child.kill('SIGTERM')
      await exit
    },
    async kill() {
      const exit = once(child, 'exit')
      process.kill(-child.pid!, 'SIGKILL')
      await exit
    },
  }
}

/** Takes a port, as another program on the machine would. */
export async function takePort(): Promise<{ port: number; free: () => Promise<void> }> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    free: async () => {
      server.close()
      await once(server, 'close')
    },
  }
}
