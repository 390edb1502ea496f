import { afterEach, describe, expect, it } from 'vitest'
import { tickOf, type Sample } from '../../src/core/sample'
import { sqlStore } from '../../src/server/sqlStore'
import { hasDatabase, openDatabase, type OpenDatabase } from '../support/databases'
import { pausing } from '../support/pausing'
import { slowBuckets } from './slowBuckets'

const EVERY = 15_000
const HOUR = 3_600_000
const BEGIN = Date.UTC(2026, 0, 2, 3, 0, 0)
const NEVER = Number.NEGATIVE_INFINITY

const databases = ['PostgreSQL', 'MariaDB'] as const
const there = await Promise.all(databases.map(hasDatabase))

const samples = Array.from({ length: 960 }, (_, index): Sample => {
  const at = BEGIN + index * EVERY + 1
  const tick = tickOf(at, EVERY)
  return { streamId: 'A', tick, at, viewers: index, views: null, unit: 'people', via: 'counts' }
})

describe.each(databases.filter((_, index) => there[index]))('%s', (name) => {
  const open: OpenDatabase[] = []
  afterEach(async () => {
    const [first, ...others] = open.splice(0)
    await Promise.all(others.map(({ leave }) => leave()))
    await first?.close()
  })

  it('counts each sample once where one thins minutes and another the samples of the last of them', async () => {
    const other = await openDatabase(name)
    open.push(other)
    let goOn = (): void => undefined
    let reached = (): void => undefined
    const isReached = new Promise<void>((resolve) => (reached = resolve))
    const mayGoOn = new Promise<void>((resolve) => (goOn = resolve))
    const paused = await openDatabase(name, undefined, other.tablePrefix, (dialect) =>
      pausing(dialect, async (sql) => {
        // It has read the minutes, and is about to delete them.
        if (!/^delete from .\w+buckets/.test(sql)) return
        reached()
        await mayGoOn
      }),
    )
    open.push(paused)
    const [one, two] = [sqlStore(paused), sqlStore(other)]
    await one.migrate()
    await one.append(samples)
    // In the middle of a minute.
    const old = { samples: BEGIN + HOUR + 30_000, minutes: NEVER, recordEvery: EVERY }
    await two.thin('A', old)
    const first = one.thin('A', { ...old, minutes: BEGIN + 2 * HOUR })
    await isReached
    const second = two.thin('A', { ...old, samples: BEGIN + 2 * HOUR })
    // It either waits for the first, or does not.
    await Promise.race([second, new Promise((resolve) => setTimeout(resolve, 300))])
    goOn()
    // One of them may fail, and come again.
    await Promise.allSettled([first, second])
    await two.thin('A', { ...old, samples: BEGIN + 2 * HOUR, minutes: BEGIN + 2 * HOUR })
    const asked = {
      streamId: 'A',
      from: BEGIN,
      to: BEGIN + 5 * HOUR,
      step: HOUR,
      recordEvery: EVERY,
    }
    expect(await two.buckets(asked)).toEqual(slowBuckets(samples, asked))
  })
})
