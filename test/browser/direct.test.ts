import { chromium, type Browser } from 'playwright'
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  expect,
  onTestFinished,
  test,
  vi,
} from 'vitest'
import { CHROMIUM_FLAGS, ensureChromium } from '../support/chromium'
import { DirectApp } from './DirectApp'
import { DirectVisitor } from './DirectVisitor'
import { serve } from '../support/serve'

const TOKEN_LIFE_MS = 180_000
/** A reading holds 15 s; asked in between, the badge comes back at its next tick. */
const NEXT_ASK_MS = 35_000

let browser: Browser
let app: DirectApp
let visitor: DirectVisitor

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: await ensureChromium(),
    args: [...CHROMIUM_FLAGS, '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost'],
  })
})
afterAll(async () => browser?.close())

beforeEach(async () => {
  // Tokens end by the clock of the server and of Mux. Sockets need real timers.
  vi.useFakeTimers({ toFake: ['Date'] })
  app = await DirectApp.start(TOKEN_LIFE_MS)
  app.join('Ann')
  app.join('Ben')
})
afterEach(async () => {
  await app.close()
  vi.useRealTimers()
  await visitor.close()
})

test('the badge shows what Mux counts at another origin; its own server gives a token only', async () => {
  visitor = await DirectVisitor.open(browser, app)
  const { page, badge } = visitor
  await page.getByRole('img', { name: '2 viewers watching now, real-time from Mux' }).waitFor()
  expect(await badge.textContent()).toBe('👁 2 ●')
  await badge.hover()
  await page.getByRole('tooltip').filter({ hasText: 'real-time from Mux' }).waitFor()

  app.join('Cleo')
  await visitor.passUntil('3 viewers watching now, real-time from Mux', NEXT_ASK_MS)
  expect(app.tokens).toHaveLength(1)
  expect(await visitor.errors.textContent()).toBe('')
  const { origin } = new URL(page.url())
  expect(app.emulator.url).not.toBe(origin)
  expect([...visitor.asked].toSorted()).toEqual(
    [
      ...[`${origin}/`, `${origin}/app.js`, `${origin}/api/mux-viewers/token`],
      `${app.emulator.url}/counts`,
    ].toSorted(),
  )
})

test('a token is renewed before it ends: in twenty minutes Mux refuses nothing', async () => {
  visitor = await DirectVisitor.open(browser, app)
  await visitor.passUntil('2 viewers watching now, real-time from Mux', NEXT_ASK_MS)
  for (let minute = 0; minute < 20; minute += 1) {
    // oxlint-disable-next-line no-await-in-loop
    await visitor.pass(60_000)
    // oxlint-disable-next-line no-await-in-loop
    expect(await visitor.badge.textContent()).toBe('👁 2 ●')
  }
  expect(app.asked.length).toBeGreaterThan(60)
  expect(new Set(app.asked)).toEqual(new Set(['GET /counts 200']))
  const lives = app.tokens.slice(1).map(({ at }, index) => at - app.tokens[index]!.at)
  expect(lives.length).toBeGreaterThan(5)
  expect(Math.max(...lives)).toBeLessThan(TOKEN_LIFE_MS)
  expect(Math.min(...lives)).toBeGreaterThan(TOKEN_LIFE_MS / 2)
})

test('while no token comes the number goes on, then stays as the last one known, then recovers', async () => {
  visitor = await DirectVisitor.open(browser, app)
  await visitor.passUntil('2 viewers watching now, real-time from Mux', NEXT_ASK_MS)
  app.isDown = true
  await visitor.pass(TOKEN_LIFE_MS - 30_000)
  expect(await visitor.errors.textContent()).toBe('unavailable at route')
  expect(await visitor.badge.textContent()).toBe('👁 2 ●')

  // The old token still holds.
  app.join('Cleo')
  await visitor.passUntil('3 viewers watching now, real-time from Mux', 20_000)
  const said = await visitor.passUntil('3 viewers, last known from Mux', 120_000)
  expect(new Set(said.slice(0, -1))).toEqual(
    new Set(['3 viewers watching now, real-time from Mux']),
  )
  expect(await visitor.badge.textContent()).toBe('👁 3 ○')
  expect(new Set(app.asked), 'no dead token was sent').toEqual(new Set(['GET /counts 200']))

  app.isDown = false
  app.join('Dora')
  const saidAfter = await visitor.passUntil('4 viewers watching now, real-time from Mux', 40_000)
  expect(new Set(saidAfter.slice(0, -1))).toEqual(new Set(['3 viewers, last known from Mux']))
})

test('where Mux does not let this origin read, the badge says so until it does', async () => {
  let isOpen = false
  const methods = new Set<string>()
  const gate = await serve(async (request) => {
    methods.add(request.method)
    const { pathname, search } = new URL(request.url)
    const answer = await fetch(`${app.emulator.url}${pathname}${search}`)
    const origin = isOpen ? app.origin : 'https://elsewhere.example'
    return new Response(await answer.text(), { headers: { 'access-control-allow-origin': origin } })
  })
  onTestFinished(gate.close)
  visitor = await DirectVisitor.open(browser, app, { stats: gate.origin })
  await visitor.page.getByRole('img', { name: 'Viewer count not available' }).waitFor()
  expect(await visitor.badge.textContent()).toBe('👁 –')
  expect(await visitor.errors.textContent()).toBe('network at mux')

  isOpen = true
  await visitor.passUntil('2 viewers watching now, real-time from Mux', NEXT_ASK_MS)
  expect(methods, 'nothing for which a browser asks beforehand').toEqual(new Set(['GET']))
})

test('an ad blocker that stops the address of Mux costs the number its green, and only while it does', async () => {
  visitor = await DirectVisitor.open(browser, app)
  await visitor.passUntil('2 viewers watching now, real-time from Mux', NEXT_ASK_MS)
  await visitor.page.route('**/counts?*', (route) => route.abort('blockedbyclient'))
  await visitor.passUntil('2 viewers, last known from Mux', 120_000)
  expect(await visitor.badge.textContent()).toBe('👁 2 ○')
  expect(await visitor.errors.textContent()).toBe('network at mux')

  await visitor.page.unroute('**/counts?*')
  await visitor.passUntil('2 viewers watching now, real-time from Mux', NEXT_ASK_MS)
})

test('who may not see the stream sees no number, and Mux is not asked, until they log in', async () => {
  visitor = await DirectVisitor.open(browser, app, { isLoggedIn: false })
  await visitor.page.getByRole('img', { name: 'Viewer count not available' }).waitFor()
  expect(await visitor.badge.textContent()).toBe('👁 –')
  expect(await visitor.errors.textContent()).toBe('unavailable at route')
  expect(app.tokens.map(({ status }) => status)).toEqual([403])
  expect(app.asked).toEqual([])

  await visitor.logIn()
  await visitor.passUntil('2 viewers watching now, real-time from Mux', NEXT_ASK_MS)
})

test('nothing that the page gets hold of has the access token, the private key or the stream key in it', async () => {
  visitor = await DirectVisitor.open(browser, app)
  await visitor.passUntil('2 viewers watching now, real-time from Mux', NEXT_ASK_MS)
  const mend = app.emulator.fail({ path: '/counts', status: 500 })
  app.isDown = true
  await visitor.pass(TOKEN_LIFE_MS)
  app.emulator.revokeSigningKey()
  mend()
  app.isDown = false
  await visitor.pass(TOKEN_LIFE_MS)
  app.emulator.restoreSigningKey()
  await visitor.passUntil('2 viewers watching now, real-time from Mux', 150_000)

  const received = await visitor.received()
  const tokens = received.match(/[\w-]{20,}\.[\w-]{20,}\.[\w-]{20,}/g) ?? []
  expect(new Set(tokens).size).toBeGreaterThan(1)
  const claims = tokens.map((token) => Buffer.from(token.split('.')[1]!, 'base64url').toString())
  expect(claims[0]).toContain('live_stream_id')
  for (const secret of app.secrets) {
    expect(received).not.toContain(secret)
    expect(claims.join()).not.toContain(secret)
  }
})
