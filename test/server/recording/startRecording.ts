import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** What a recording process is told. */
export interface RecordingOptions {
  tablePrefix: string
  /** Begins the keys in Redis; left away: the lease is in the database. */
  cachePrefix?: string | undefined
}

/** A process that records, in the hands of a test. */
export interface RecordingProcess {
  pid: number
  /** How often it has asked its source. */
  reads: () => number
  kill: (signal: 'SIGKILL' | 'SIGTERM') => Promise<void>
}

/** Starts a process that records. */
export function startRecording(options: RecordingOptions): RecordingProcess {
  const { pathname } = new URL('process.ts', import.meta.url)
  const child = spawn(process.execPath, ['--import', 'tsx', pathname, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let reads = 0
  child.stdout.on('data', (chunk: Buffer) => {
    reads += chunk.toString().split('\n').length - 1
  })
  return {
    pid: child.pid!,
    reads: () => reads,
    async kill(signal) {
      const ended = once(child, 'exit')
      child.kill(signal)
      await ended
    },
  }
}
