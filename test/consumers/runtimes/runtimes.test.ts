import { setTimeout as sleep } from 'node:timers/promises'
import { createMuxEmulator, type MuxEmulator } from 'mux-viewers/emulator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { watch } from './audience'
import type { Running } from './Running'
import { startEdgeFunction } from './startEdgeFunction'
import { startNext } from './startNext'
import { startServer } from './startServer'
import { startWorker } from './startWorker'

/*
 * The route where our users run it, asked over a socket; Mux is the emulator. The apps are in
 * `apps`, each as the README has it.
 */
const NAMES = ['hono', 'express', 'edge-function', 'workerd', 'next', 'next-edge'] as const
type Name = (typeof NAMES)[number]

let emulator: MuxEmulator
let next: ReturnType<typeof startNext>
let started: Record<Name, Promise<Running>>

beforeAll(async () => {
  const ids = [...NAMES.flatMap((name) => [name, `${name}-slow`]), 'page']
  emulator = await createMuxEmulator({
    streams: ids.map((id) => ({ id, playbackId: `play-${id}` })),
  })
  const { env } = emulator
  next = startNext(env)
  started = {
    hono: startServer('apps/hono.js', env),
    express: startServer('apps/express.js', env),
    'edge-function': startEdgeFunction(env),
    workerd: startWorker(env),
    next: next.then(({ route }) => route('/api/mux-viewers')),
    'next-edge': next.then(({ route }) => route('/api/edge/mux-viewers')),
  }
  // One that does not start fails its own tests, not all.
  await Promise.allSettled(Object.values(started))
})

afterAll(async () => {
  await Promise.allSettled(Object.values(started).map(async (one) => (await one).stop()))
  await emulator.close()
})

// How many promises, at least, a platform is given to stay awake for when 50 requests make one call.
const KEPT_AWAKE: Record<Name, number> = {
  // A process stays awake by itself.
  hono: 0,
  express: 0,
  'edge-function': 1,
  workerd: 1,
  next: 1,
  // Its own 50, and ours.
  'next-edge': 51,
}

const callsFor = (id: string): number =>
  emulator.requests.filter((request) => request.path === '/counts' && request.id === id).length

describe.each(NAMES)('%s', (name) => {
  test('answers 50 requests at once on a cold stream by one call to Mux, and keeps the platform awake for it', async () => {
    const { url, keptAwakeFor } = await started[name]
    const before = await keptAwakeFor()
    watch(emulator, name)
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask(`${url}?id=${name}`)))
    const { viewers, views } = emulator.stream(name).counts()
    expect([viewers, views]).toEqual([2, 3])
    const right = { streamId: name, viewers, views, source: 'mux', via: 'counts' }
    expect(answers).toEqual(answers.map(() => ({ snapshots: [expect.objectContaining(right)] })))
    expect(callsFor(name)).toBe(1)

    const kept = async (): Promise<readonly string[]> => (await keptAwakeFor()).slice(before.length)
    await expect.poll(async () => (await kept()).length).toBeGreaterThanOrEqual(KEPT_AWAKE[name])
    expect(new Set(await kept())).toEqual(new Set(KEPT_AWAKE[name] > 0 ? ['[object Promise]'] : []))
  })

  test('takes POST, HEAD and OPTIONS', async () => {
    const { url } = await started[name]
    const post = { method: 'POST', body: JSON.stringify({ liveStreamId: name }) }
    expect(await ask(url, post)).toMatchObject({ streamId: name, viewers: 2, currentViewers: 2 })
    const head = await fetch(`${url}?id=${name}`, { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
    expect(head.headers.get('content-type')).toBe('application/json; charset=utf-8')
    const options = await fetch(url, { method: 'OPTIONS' })
    expect([options.status, options.headers.get('allow')]).toEqual([
      204,
      'GET, HEAD, POST, OPTIONS',
    ])
  })

  test('says what is wrong with an id', async () => {
    const { url } = await started[name]
    const response = await fetch(`${url}?id=not.an.id`)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { code: 'invalid_request' } })
  })
})

test('a call to Mux that takes longer than an answer waits is brought to its end', async () => {
  const stop = emulator.fail({ path: '/counts', delayMs: 3_000 })
  const answers = await Promise.all(
    NAMES.map(async (name) => {
      const { url } = await started[name]
      const first = await ask(`${url}?id=${name}-slow`)
      await sleep(2_000)
      return [name, first, await ask(`${url}?id=${name}-slow`), callsFor(`${name}-slow`)]
    }),
  )
  stop()
  const noNumber = { viewers: null, error: expect.objectContaining({ code: 'timeout' }) }
  const waiting = { snapshots: [expect.objectContaining(noNumber)] }
  const counted = { snapshots: [expect.objectContaining({ viewers: 0, source: 'mux' })] }
  expect(answers).toEqual(NAMES.map((name) => [name, waiting, counted, 1]))
})

test('a page of Next has the number in its HTML, and asks Mux together with the route', async () => {
  const { origin } = await next
  watch(emulator, 'page')
  const html = await (await fetch(`${origin}/live/page`)).text()
  expect(html).toContain('aria-label="2 viewers watching now, real-time from Mux"')
  await ask(`${origin}/api/mux-viewers?id=page`)
  expect(callsFor('page')).toBe(1)
})

async function ask(url: string, init?: RequestInit): Promise<unknown> {
  const response = await fetch(url, init)
  expect(response.status).toBe(200)
  return response.json()
}
