// Writes as fast as it can until it is killed, and prints what was acknowledged.
import { summarize } from '../../../src/core/summarize'
import { sqlStore } from '../../../src/server'
import { openDatabase } from '../../support/databases'
import {
  agesAt,
  BEGIN,
  EVERY,
  olderOf,
  sampleOf,
  spanOf,
  TICKS_A_BROADCAST,
  type WriterOptions,
} from './written'

/** Between two ends of broadcasts. */
const THINNED_AT = 2

const { name, url, tablePrefix } = JSON.parse(process.argv[2]!) as WriterOptions
const opened = await openDatabase(name, url, tablePrefix)
const store = sqlStore({ ...opened, tablePrefix })
const say = (line: string): void => void process.stdout.write(`${line}\n`)

const newest = await store.newest('A')
// What was not acknowledged may be kept or not: it is written again, by another writer's number.
let index = newest === null ? 0 : (newest.tick - BEGIN) / EVERY
for (; ; index++) {
  const sample = sampleOf(index, process.pid)
  // One after the other: that is the order in which it is compared.
  // oxlint-disable-next-line no-await-in-loop
  await store.append([sample, olderOf(sample)])
  say(`sample ${index} ${process.pid}`)
  if (index % TICKS_A_BROADCAST === THINNED_AT) {
    say('thins')
    // oxlint-disable-next-line no-await-in-loop
    await store.thin('B', agesAt(index))
    say('thinned')
  }
  if ((index + 1) % TICKS_A_BROADCAST !== 0) continue
  const span = spanOf(index)
  const range = { streamId: 'A', from: span.startedAt, to: span.endedAt!, recordEvery: EVERY }
  // oxlint-disable-next-line no-await-in-loop
  const samples = await store.samples(range)
  const broadcast = summarize({ samples, buckets: [] }, span, {
    recordEvery: EVERY,
    until: span.endedAt!,
  })
  // oxlint-disable-next-line no-await-in-loop
  await store.addBroadcast({ streamId: 'A', broadcast })
  say(`broadcast ${broadcast.id}`)
  // Whoever was killed while it told has lost its claim when the next one comes.
  // oxlint-disable-next-line no-await-in-loop
  for (const ended of await store.claimUntold(Date.now(), Date.now())) {
    say(`told ${ended.broadcast.id}`)
    // oxlint-disable-next-line no-await-in-loop
    await store.told(ended)
  }
}
