import { randomUUID } from 'node:crypto'
import { createMuxEmulator, type MuxEmulator } from 'mux-viewers/emulator'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { hasRedis, REDIS_URL } from '../../support/redis'
import { TcpProxy } from '../../support/TcpProxy'
import { watch } from './audience'
import { startNode, type NodeServer } from './startNode'

/*
 * Two processes of an app that shares readings as the README has it, in front of a real Redis that
 * is not there when they start, comes, goes and comes again.
 */
const isThere = await hasRedis()

const GONE = /The shared cache does not answer/g
const BACK = /The shared cache answers again/g

describe.skipIf(!isThere).each(['redis', 'ioredis'])('the README, with %s', (client) => {
  let emulator: MuxEmulator
  let proxy: TcpProxy
  let servers: NodeServer[] = []
  let ids: string[]

  beforeEach(async () => {
    ids = ['early', 'together', 'cut', 'again'].map((word) => `${word}-${randomUUID()}`)
    emulator = await createMuxEmulator({
      streams: ids.map((id) => ({ id, playbackId: `play-${id}` })),
    })
    for (const id of ids) watch(emulator, id)
    proxy = new TcpProxy(REDIS_URL)
    // Once, to have a port; then nobody is there.
    await proxy.mend()
    await proxy.cut()
    const env = { ...emulator.env, REDIS_URL: `redis://127.0.0.1:${proxy.port}` }
    servers = await Promise.all([1, 2].map(() => startNode(() => [`apps/${client}.js`], env)))
  })
  afterEach(async () => {
    await Promise.all(servers.map((server) => server.stop()))
    await proxy.cut()
    await emulator.close()
  })

  const ask = async (server: NodeServer, id: string): Promise<unknown> => {
    const response = await fetch(`${server.origin}/api/mux-viewers?id=${id}`)
    const { snapshots } = (await response.json()) as { snapshots: { viewers: unknown }[] }
    return snapshots[0]?.viewers
  }
  const askAll = (id: string): Promise<unknown[]> =>
    Promise.all(servers.map((server) => ask(server, id)))
  const callsFor = (id: string): number =>
    emulator.requests.filter((request) => request.path === '/counts' && request.id === id).length
  const said = (sentence: RegExp): number[] =>
    servers.map((server) => server.printed().match(sentence)?.length ?? 0)
  // One question in half a second tries a cache that was gone.
  const untilSaid = async (sentence: RegExp, times: number): Promise<void> => {
    await expect
      .poll(
        async () => {
          await askAll(`nobody-${randomUUID()}`)
          return Math.min(...said(sentence))
        },
        { timeout: 20_000, interval: 100 },
      )
      .toBe(times)
  }

  test('answers before Redis does, asks together with it, goes on without it', async () => {
    const [early, together, cut, again] = ids as [string, string, string, string]
    expect(await askAll(early)).toEqual([2, 2])
    expect(callsFor(early)).toBe(2)
    expect(said(GONE)).toEqual([1, 1])

    await proxy.mend()
    await untilSaid(BACK, 1)
    expect(await askAll(together)).toEqual([2, 2])
    expect(callsFor(together)).toBe(1)

    await proxy.cut()
    expect(await askAll(cut)).toEqual([2, 2])
    expect(callsFor(cut)).toBe(2)

    await proxy.mend()
    await untilSaid(BACK, 2)
    expect(await askAll(again)).toEqual([2, 2])
    expect(callsFor(again)).toBe(1)
    expect(said(GONE)).toEqual([2, 2])
  })
})
