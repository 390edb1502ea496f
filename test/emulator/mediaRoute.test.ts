import { describe, expect, test } from 'vitest'

import { playbackId, startEmulator, streamId } from './startEmulator'

describe('the player gets', () => {
  test('a master playlist, its media playlist and the segments', async () => {
    const { emulator } = await startEmulator()
    const { playbackUrl } = emulator.stream(streamId)
    const master = await fetch(playbackUrl)
    const text = await master.text()
    expect(master.headers.get('content-type')).toBe('application/vnd.apple.mpegurl')
    expect(text).toMatch(/BANDWIDTH=\d+,.*CODECS="avc1\.42c01e,mp4a\.40\.2",RESOLUTION=320x180/)
    const media = await fetch(new URL(text.trim().split('\n').at(-1)!, playbackUrl))
    const segmentUrl = new URL((await media.text()).trim().split('\n').at(-1)!, media.url)
    const segment = await fetch(segmentUrl)
    for (const response of [master, media, segment]) {
      expect(response.status).toBe(200)
      expect(response.headers.get('access-control-allow-origin')).toBe('*')
    }
    // Every packet of a transport stream is 188 bytes and begins with 0x47.
    const bytes = new Uint8Array(await segment.arrayBuffer())
    expect(bytes.length % 188).toBe(0)
    expect(bytes.filter((_, index) => index % 188 === 0).every((byte) => byte === 0x47)).toBe(true)
  })

  test('412 for a stream that is not live, while who watches sees it stand still', async () => {
    const { emulator, clock } = await startEmulator()
    const stream = emulator.stream(streamId)
    const media = `${emulator.url}/${playbackId}/live.m3u8`
    stream.stop()
    const frozen = await (await fetch(media)).text()
    clock.now += 60_000
    expect((await fetch(stream.playbackUrl)).status).toBe(412)
    expect(await (await fetch(media)).text()).toBe(frozen)
    stream.start()
    expect((await fetch(stream.playbackUrl)).status).toBe(200)
    expect(await (await fetch(media)).text()).not.toBe(frozen)
  })

  test.each([
    `${streamId}.m3u8`,
    'nobody.m3u8',
    'nobody/live.m3u8',
    'nobody/00.ts',
    `${playbackId}/15.ts`,
  ])('404 for %s', async (path) => {
    expect((await fetch(`${(await startEmulator()).emulator.url}/${path}`)).status).toBe(404)
  })
})
