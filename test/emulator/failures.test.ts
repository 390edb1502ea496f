import { describe, expect, test } from 'vitest'

import { askCounts, startEmulator, streamId } from './startEmulator'

describe('a failure made on purpose', () => {
  test('answers as Mux does, as often as asked', async () => {
    const { emulator } = await startEmulator()
    emulator.fail({ path: '/counts', status: 429, times: 2 })
    const limited = await askCounts(emulator)
    expect(limited).toMatchObject({ status: 429, body: { errors: [expect.any(String)] } })
    expect(limited.headers.has('retry-after')).toBe(false)
    expect(limited.headers.get('access-control-allow-origin')).toBe('*')
    expect((await askCounts(emulator)).status).toBe(429)
    expect((await askCounts(emulator)).status).toBe(200)
  })

  test.each([204, 304])('of status %i has no body', async (status) => {
    const { emulator } = await startEmulator()
    emulator.fail({ path: '/counts', status })
    expect((await fetch(`${emulator.url}/counts`)).status).toBe(status)
  })

  test('is undone', async () => {
    const { emulator } = await startEmulator()
    const undo = emulator.fail({
      path: /^\/video\//,
      status: 503,
      body: '<html>',
      headers: { 'retry-after': '7' },
    })
    const url = `${emulator.url}/video/v1/live-streams/${streamId}`
    const failed = await fetch(url)
    expect([failed.status, failed.headers.get('retry-after'), await failed.text()]).toEqual([
      503,
      '7',
      '<html>',
    ])
    expect((await askCounts(emulator)).status).toBe(200)
    undo()
    expect((await fetch(url)).status).toBe(401)
  })

  test('without a status is only slow', async () => {
    const { emulator } = await startEmulator()
    emulator.fail({ path: '/counts', delayMs: 20 })
    expect((await askCounts(emulator)).status).toBe(200)
  })

  test('may hang until the client gives up, or until the emulator closes', async () => {
    const { emulator } = await startEmulator()
    emulator.fail({ path: '/counts', hang: true })
    await expect(
      fetch(`${emulator.url}/counts`, { signal: AbortSignal.timeout(30) }),
    ).rejects.toThrow('timeout')
    const hanging = fetch(`${emulator.url}/counts`).catch(String)
    await expect.poll(() => emulator.requests.length).toBe(2)
    await emulator.close()
    expect(await hanging).toBe('TypeError: fetch failed')
  })
})
