import assert from 'node:assert/strict'
import type { EndedBroadcast, ViewersStore } from '../../../src/server'
import { slowBuckets } from '../slowBuckets'
import { BEGIN, EARLIER_MS, EVERY, olderOf, TICKS_A_BROADCAST } from './written'

const HOUR_MS = 3_600_000

/** What the writers said before they were killed. */
export interface Said {
  samples: Map<number, { writer: number; isFirst: boolean }>
  broadcasts: Set<string>
  told: string[]
}

/** Throws where what is kept is not what the writers said, who were killed `times` times. */
export async function compareKept(store: ViewersStore, said: Said, times: number): Promise<void> {
  await compareSamples(store, said, times)
  await compareThinned(store)
  await compareBroadcasts(store, said, times)
}

const all = async (store: ViewersStore) =>
  store.samples({ streamId: 'A', from: BEGIN, to: BEGIN + 1e10 })

async function compareSamples(store: ViewersStore, said: Said, times: number): Promise<void> {
  const kept = await all(store)
  const indexes = kept.map(({ tick }) => (tick - BEGIN) / EVERY)
  const first = indexes.findIndex((tick, index) => tick !== index)
  assert.equal(first, -1, `Sample ${first} of ${kept.length} is missing or there twice.`)
  // The first write stayed.
  const lost = [...said.samples].filter(([index, { writer, isFirst }]) => {
    const { viewers } = kept[index] ?? {}
    // The first of each writer may be kept already, by one who was killed before it could say so.
    return viewers === undefined || (viewers !== writer && !isFirst)
  })
  assert.equal(lost.length, 0, `Acknowledged, and lost or written over: ${JSON.stringify(lost)}.`)
  const more = kept.length - said.samples.size
  assert.ok(more <= times, `${more} samples are kept that nobody acknowledged, of ${times} kills.`)
}

/** A stream that was thinned all the time says the same by the hour as the samples that were not. */
async function compareThinned(store: ViewersStore): Promise<void> {
  const samples = (await all(store)).map(olderOf)
  const from = BEGIN - EARLIER_MS
  const hours = Math.ceil((samples.length * EVERY) / HOUR_MS) + 1
  const range = { streamId: 'B', from, to: from + hours * HOUR_MS }
  const { length } = await store.samples(range)
  assert.ok(length < samples.length, 'Nothing was thinned.')
  const byHour = { ...range, step: HOUR_MS, recordEvery: EVERY }
  assert.deepEqual(
    await store.buckets(byHour),
    // Both streams are written by one statement: no kill comes between them.
    slowBuckets(samples, byHour),
    'The hours of what was thinned are not those of its samples: something is lost or counted twice.',
  )
}

async function compareBroadcasts(store: ViewersStore, said: Said, times: number): Promise<void> {
  const untold: EndedBroadcast[] = []
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop
    const some = await store.claimUntold(Date.now(), Date.now() + 60_000)
    if (some.length === 0) break
    untold.push(...some)
  }
  // Each end is told once, but for what was cut off in the middle: that may be told twice, and never not.
  const tellings = [...said.told, ...untold.map(({ broadcast }) => broadcast.id)]
  const never = [...said.broadcasts].filter((id) => !tellings.includes(id))
  assert.equal(never.length, 0, `Nobody was or can be told of ${never.join(', ')}.`)
  const twice = tellings.length - new Set(tellings).size
  assert.ok(twice <= times, `${twice} broadcasts were told twice, of ${times} kills.`)
  assert.ok(said.broadcasts.size > 0, 'No broadcast ended.')
  const last = await store.lastBroadcast('A')
  assert.equal(last?.coveredSeconds, TICKS_A_BROADCAST * 15 - 0.001, 'The last figures are wrong.')
  const isNew = await store.addBroadcast({ streamId: 'A', broadcast: last })
  assert.ok(!isNew, `The figures of ${last.id} can be written again.`)
}
