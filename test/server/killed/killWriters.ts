import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { sqlStore } from '../../../src/server'
import { openDatabase, type DatabaseName } from '../../support/databases'
import { compareKept, type Said } from './compareKept'
import type { WriterOptions } from './written'

/** What was done to a database that bore it. */
export interface Killings {
  kills: number
  /** Acknowledged, each in two streams. */
  samples: number
  broadcasts: number
  /** Acknowledged. */
  thinnings: number
  /** Kills while old samples were thinned. */
  inThinning: number
}

/**
 * Kills a writer again and again in the middle of its work, and compares what is kept with what it
 * said. Throws what is wrong, in a sentence.
 */
export async function killWriters(
  name: DatabaseName,
  times: number,
  url?: string,
): Promise<Killings> {
  const made = await openDatabase(name, url)
  const { tablePrefix } = made
  await sqlStore(made).migrate()
  // One process at a time may have the folder of PGlite open.
  await made.leave()
  const said: Said = { samples: new Map(), broadcasts: new Set(), told: [] }
  const killings = { kills: 0, thinnings: 0, inThinning: 0 }
  let fault: unknown
  try {
    for (; killings.kills < times; killings.kills++) {
      // One after the other, as a process is started anew.
      // oxlint-disable-next-line no-await-in-loop
      const { thinnings, last } = await writeAndDie({ name, url, tablePrefix }, said)
      killings.thinnings += thinnings
      if (last === 'thins') killings.inThinning += 1
    }
  } catch (error) {
    fault = error
  }
  const opened = await openDatabase(name, url, tablePrefix)
  try {
    if (fault !== undefined) throw fault
    await compareKept(sqlStore(opened), said, times)
  } finally {
    await opened.close()
  }
  return { ...killings, samples: said.samples.size, broadcasts: said.broadcasts.size }
}

/** Notes what a writer says until it is killed. */
async function writeAndDie(
  options: WriterOptions,
  said: Said,
): Promise<{ thinnings: number; last: string }> {
  const file = new URL('writer.ts', import.meta.url)
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', file.pathname, JSON.stringify(options)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  // Not `exit`: that comes before its last lines.
  const ended = once(child, 'close')
  const lines = createInterface({ input: child.stdout })
  const afterLines = 1 + Math.floor(Math.random() * 40)
  let count = 0
  let thinnings = 0
  let last = ''
  lines.on('line', (line) => {
    const [kind = '', id = '', writer] = line.split(' ')
    if (kind === 'sample' && !said.samples.has(Number(id))) {
      said.samples.set(Number(id), { writer: Number(writer), isFirst: count === 0 })
    }
    if (kind === 'broadcast') said.broadcasts.add(id)
    if (kind === 'told') said.told.push(id)
    if (kind === 'thinned') thinnings += 1
    last = kind
    count += 1
    // A moment later, so that it is in the middle of something.
    if (count === afterLines) setTimeout(() => child.kill('SIGKILL'), Math.random() * 5)
  })
  const [code, signal] = (await ended) as [number | null, NodeJS.Signals | null]
  assert.equal(signal, 'SIGKILL', `A writer ended by itself after ${count} lines, code ${code}.`)
  return { thinnings, last }
}
