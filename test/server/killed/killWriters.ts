import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect } from 'vitest'
import { sqlStore } from '../../../src/server'
import type { EndedBroadcast } from '../../../src/server'
import { openDatabase, type DatabaseName } from '../../support/databases'
import { BEGIN, EVERY, TICKS_A_BROADCAST, type WriterOptions } from './written'

/** What the writers said before they were killed. */
interface Said {
  samples: Map<number, { writer: number; isFirst: boolean }>
  broadcasts: Set<string>
  told: string[]
}

/** Kills a writer again and again in the middle of its work, and compares what is kept with what it said. */
export async function killWriters(name: DatabaseName, times: number, url?: string): Promise<void> {
  const opened = await openDatabase(name, url)
  const store = sqlStore(opened)
  await store.migrate()
  const said: Said = { samples: new Map(), broadcasts: new Set(), told: [] }
  try {
    for (let time = 0; time < times; time++) {
      // One after the other, as a process is started anew.
      // oxlint-disable-next-line no-await-in-loop
      await writeAndDie({ name, url, tablePrefix: opened.tablePrefix }, said)
    }
    await compare()
  } finally {
    await opened.close()
  }

  async function compare(): Promise<void> {
    const range = { streamId: 'A', from: BEGIN, to: BEGIN + 1e10, recordEvery: EVERY }
    const kept = await store.samples(range)
    const indexes = kept.map(({ tick }) => (tick - BEGIN) / EVERY)
    // None is missing, none is there twice, and the first write stayed.
    expect(indexes).toEqual(indexes.map((_, index) => index))
    const lost = [...said.samples].filter(([index, { writer, isFirst }]) => {
      const { viewers } = kept[index] ?? {}
      // The first of each writer may be kept already, by one who was killed before it could say so.
      return viewers === undefined || (viewers !== writer && !isFirst)
    })
    expect(lost).toEqual([])
    expect(kept.length - said.samples.size).toBeLessThanOrEqual(times)

    const untold: EndedBroadcast[] = []
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop
      const some = await store.claimUntold(Date.now(), Date.now() + 60_000)
      if (some.length === 0) break
      untold.push(...some)
    }
    // Each end is told once, but for what was cut off in the middle: that may be told twice, and never not.
    const tellings = [...said.told, ...untold.map(({ broadcast }) => broadcast.id)]
    expect([...said.broadcasts].filter((id) => !tellings.includes(id))).toEqual([])
    expect(tellings.length - new Set(tellings).size).toBeLessThanOrEqual(times)
    const last = await store.lastBroadcast('A')
    expect(last).toMatchObject({ coveredSeconds: TICKS_A_BROADCAST * 15 - 0.001 })
    expect(await store.addBroadcast({ streamId: 'A', broadcast: last! })).toBe(false)
    expect(said.broadcasts.size).toBeGreaterThan(0)
  }
}

async function writeAndDie(options: WriterOptions, said: Said): Promise<void> {
  const file = new URL('writer.ts', import.meta.url)
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', file.pathname, JSON.stringify(options)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const ended = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })
  const afterLines = 1 + Math.floor(Math.random() * 40)
  let count = 0
  lines.on('line', (line) => {
    const [kind, id = '', writer] = line.split(' ')
    if (kind === 'sample' && !said.samples.has(Number(id))) {
      said.samples.set(Number(id), { writer: Number(writer), isFirst: count === 0 })
    }
    if (kind === 'broadcast') said.broadcasts.add(id)
    if (kind === 'told') said.told.push(id)
    count += 1
    // A moment later, so that it is in the middle of something.
    if (count === afterLines) setTimeout(() => child.kill('SIGKILL'), Math.random() * 5)
  })
  await ended
}
