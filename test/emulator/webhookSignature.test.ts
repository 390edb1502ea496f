import { createHmac } from 'node:crypto'

import Mux from '@mux/mux-node'
import Mux14 from 'mux-node-14'
import { describe, expect, test } from 'vitest'

import type { Redelivery, WebhookOptions } from '../../src/emulator/EmulatedWebhooks'
import { playbackId, startEmulator, streamId } from './startEmulator'
import { type Received, startReceiver } from './startReceiver'

const day = 24 * 3_600_000

/** An app that got `disabled`, by a clock that the SDK's own agrees with. */
async function disabled(options: WebhookOptions = {}, ago = 0) {
  const app = await startReceiver()
  const clock = { now: Date.now() - ago }
  const { emulator } = await startEmulator({
    streams: [{ id: streamId, playbackId, status: 'idle' }],
    now: () => clock.now,
    webhooks: { url: app.url, ...options },
  })
  emulator.stream(streamId).disable()
  await emulator.webhooks.settle()
  const { webhooks } = emulator
  return {
    app,
    clock,
    emulator,
    webhooks,
    /** Posts it again; gives what came. */
    again: async (how: Redelivery): Promise<Received> => {
      await webhooks.redeliver(webhooks.events[0]!.id, how)
      return app.received.at(-1)!
    },
  }
}

test('the signature is the HMAC of time and body', async () => {
  const { app, clock } = await disabled({ secret: 'known' })
  const { body, headers } = app.received[0]!
  const seconds = Math.floor(clock.now / 1_000)
  const hmac = createHmac('sha256', 'known').update(`${seconds}.${body}`).digest('hex')
  expect(headers['mux-signature']).toBe(`t=${seconds},v1=${hmac}`)
})

test('the secret is among the variables, given or made', async () => {
  const { emulator: given } = await startEmulator({ webhooks: { secret: 'known' } })
  expect(given.env.MUX_WEBHOOK_SECRET).toBe('known')
  const { emulator: made } = await startEmulator()
  const { emulator: other } = await startEmulator()
  expect(made.env.MUX_WEBHOOK_SECRET).toMatch(/^[0-9a-f]{32}$/)
  expect(other.env.MUX_WEBHOOK_SECRET).not.toBe(made.env.MUX_WEBHOOK_SECRET)
})

describe.each([
  ['15', Mux],
  ['14', Mux14 as unknown as typeof Mux],
])('the SDK of Mux, version %s', (_, Client) => {
  const unwrap = async ({ body, headers }: Received, webhookSecret: string) =>
    new Client({ webhookSecret }).webhooks.unwrap(body, headers)

  test('takes what was delivered', async () => {
    const { app, emulator, webhooks } = await disabled()
    const event = await unwrap(app.received[0]!, emulator.env.MUX_WEBHOOK_SECRET)
    expect(event).toEqual(webhooks.events[0])
    expect(event.type).toBe('video.live_stream.disabled')
  })

  test('takes what goes to an endpoint by its own secret only', async () => {
    const { emulator, webhooks } = await disabled()
    const other = await startReceiver()
    webhooks.addEndpoint({ url: other.url, secret: 'its own' })
    emulator.stream(streamId).enable()
    await webhooks.settle()
    const [received] = other.received
    expect((await unwrap(received!, 'its own')).type).toBe('video.live_stream.enabled')
    await expect(unwrap(received!, emulator.env.MUX_WEBHOOK_SECRET)).rejects.toThrow(
      'No signatures found matching',
    )
  })

  test('a day late, takes what is signed anew', async () => {
    const { clock, emulator, webhooks, app, again } = await disabled({}, day)
    clock.now += day
    const received = await again({ timestamp: 'fresh' })
    expect(received.body).toBe(app.received[0]!.body)
    expect(received.headers['mux-signature']).not.toBe(app.received[0]!.headers['mux-signature'])
    expect(await unwrap(received, emulator.env.MUX_WEBHOOK_SECRET)).toEqual(webhooks.events[0])
  })

  test('a day late, refuses what is replayed as it was', async () => {
    const { clock, emulator, app, again } = await disabled({}, day)
    clock.now += day
    const received = await again({ timestamp: 'first' })
    expect(received.body).toBe(app.received[0]!.body)
    expect(received.headers['mux-signature']).toBe(app.received[0]!.headers['mux-signature'])
    await expect(unwrap(received, emulator.env.MUX_WEBHOOK_SECRET)).rejects.toThrow('too old')
  })

  const forged: [string, Redelivery, string][] = [
    ['signed by who guesses', { timestamp: 'fresh', secret: 'guessed' }, 'No signatures found'],
    [
      'changed on its way',
      { timestamp: 'fresh', tamper: (body) => body.replace('disabled', 'active') },
      'No signatures found',
    ],
    ['not signed', { timestamp: 'fresh', isUnsigned: true }, 'Could not find a mux-signature'],
    ['signed long ago', { timestamp: Math.floor(Date.now() / 1_000) - 3_600 }, 'too old'],
  ]

  test.each(forged)('refuses what is %s', async (__, how, refusal) => {
    const { emulator, again } = await disabled()
    await expect(unwrap(await again(how), emulator.env.MUX_WEBHOOK_SECRET)).rejects.toThrow(refusal)
  })

  test('takes what is signed in the future, so that an app has to notice itself', async () => {
    const { emulator, webhooks, again } = await disabled()
    const timestamp = Math.floor(Date.now() / 1_000) + 3_600
    const received = await again({ timestamp })
    expect(received.headers['mux-signature']).toContain(`t=${timestamp},`)
    expect(await unwrap(received, emulator.env.MUX_WEBHOOK_SECRET)).toEqual(webhooks.events[0])
  })
})

describe('an event that is delivered again', () => {
  test('is noted apart from attempts, and not tried again', async () => {
    const { app, clock, webhooks } = await disabled()
    app.reply = 401
    webhooks.hold()
    const [delivery] = await webhooks.redeliver(webhooks.events[0]!.id, { timestamp: 12 })
    expect(delivery).toMatchObject({ attempt: 0, timestamp: 12, at: clock.now, status: 401 })
    expect(webhooks.deliveries.at(-1)).toBe(delivery)
    clock.now += day
    await webhooks.settle()
    expect(webhooks.deliveries).toHaveLength(2)
  })

  test('for the first time has no older time to take', async () => {
    const { app, clock, emulator, webhooks } = await disabled()
    clock.now += 10_000
    webhooks.hold()
    emulator.stream(streamId).enable()
    await webhooks.redeliver(webhooks.events[1]!.id, { timestamp: 'first' })
    expect(app.received[1]!.headers['mux-signature']).toContain(
      `t=${Math.floor(clock.now / 1_000)},`,
    )
  })
})
