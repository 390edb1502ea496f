import { describe, expect, test } from 'vitest'

import { askApi, askCounts, playbackId, startEmulator, streamId, watch } from './startEmulator'
import { ask } from './threeWatching'

async function recorded() {
  const { emulator, clock } = await startEmulator({ unknownId: 'empty', monitoringLagMs: 0 })
  const stream = emulator.stream(streamId)
  const { body } = await askApi(emulator, `/video/v1/live-streams/${streamId}`)
  const dvrUrl = stream.dvrUrl!
  return {
    emulator,
    clock,
    stream,
    dvrUrl,
    assetId: body.data.active_asset_id as string,
    assetPlaybackId: dvrUrl.slice(emulator.url.length + 1, -'.m3u8'.length),
  }
}

describe('what is recorded', () => {
  test('is played by a playback id of its own, during the broadcast and after it', async () => {
    const { emulator, clock, stream, dvrUrl, assetId, assetPlaybackId } = await recorded()
    const master = await fetch(dvrUrl)
    expect([master.status, (await master.text()).trim().split('\n').at(-1)]).toEqual([
      200,
      `${assetPlaybackId}/live.m3u8`,
    ])
    expect((await fetch(`${emulator.url}/${assetPlaybackId}/00.ts`)).status).toBe(200)
    const lookUp = await askApi(emulator, `/video/v1/playback-ids/${assetPlaybackId}`)
    expect(lookUp.body.data.object).toEqual({ type: 'asset', id: assetId })
    clock.now += 2_000
    stream.stop()
    stream.delete()
    expect((await fetch(dvrUrl)).status).toBe(200)
    const playlist = await (await fetch(`${emulator.url}/${assetPlaybackId}/live.m3u8`)).text()
    expect(playlist).toMatch(/PLAYLIST-TYPE:EVENT.*06\.ts\n#EXT-X-ENDLIST\n$/s)
    expect(stream.dvrUrl).toBe(dvrUrl)
  })

  test('is not found by the id of the asset, and is 412 before its first segment', async () => {
    const { emulator, stream, assetId } = await recorded()
    expect((await fetch(`${emulator.url}/${assetId}.m3u8`)).status).toBe(404)
    const { status } = await askApi(emulator, `/video/v1/playback-ids/${assetId}`)
    expect(status).toBe(404)
    stream.stop()
    stream.start()
    expect((await fetch(stream.dvrUrl!)).status).toBe(412)
  })

  test('of the last 100 broadcasts is kept', async () => {
    const { emulator, stream, dvrUrl } = await recorded()
    for (let broadcast = 1; broadcast < 100; broadcast += 1) {
      stream.complete()
      stream.start()
    }
    expect((await fetch(dvrUrl)).status).toBe(200)
    stream.complete()
    stream.start()
    expect((await fetch(dvrUrl)).status).toBe(404)
    const { body } = await askApi(emulator, `/video/v1/live-streams/${streamId}`)
    expect(body.data.recent_asset_ids).toHaveLength(100)
  })
})

describe('who watches the recording', () => {
  test('is counted for the asset and its playback id, not for the live stream', async () => {
    const { emulator, stream, dvrUrl, assetId, assetPlaybackId } = await recorded()
    const views = async (id: string, kind: 'asset' | 'playback' | 'live_stream') =>
      (await askCounts(emulator, id, kind)).body.data[0]?.views
    expect([await views(assetId, 'asset'), await views(assetPlaybackId, 'playback')]).toEqual([
      0, 0,
    ])
    emulator.receive(watch('live').start())
    emulator.receive(watch('dvr one', { video_source_url: dvrUrl }).start())
    emulator.receive(watch('dvr two', { video_source_url: dvrUrl, video_id: streamId }).start())
    expect(await views(assetId, 'asset')).toBe(2)
    expect(await views(assetPlaybackId, 'playback')).toBe(2)
    expect(await views(streamId, 'live_stream')).toBe(1)
    expect(await views(playbackId, 'playback')).toBe(1)
    expect(stream.counts().views).toBe(1)
    expect([await views(assetPlaybackId, 'asset'), await views(assetId, 'playback')]).toEqual([
      undefined,
      undefined,
    ])
  })

  test('is known to Monitoring by the asset', async () => {
    const { emulator, dvrUrl, assetId, assetPlaybackId } = await recorded()
    emulator.receive(watch('dvr', { video_source_url: dvrUrl }).start())
    const values = async (dimension: string) =>
      (await ask(emulator, `breakdown?dimension=${dimension}`)).data.map(
        ({ value }: { value: string | null }) => value,
      )
    expect(await values('asset_id')).toEqual([assetId])
    expect(await values('playback_id')).toEqual([assetPlaybackId])
    expect(await values('live_stream_id')).toEqual([null])
  })

  test('is so also by a video id that names the asset, for a player without an address', async () => {
    const { emulator, stream, assetId } = await recorded()
    emulator.receive(watch('dvr', { video_source_url: '', video_id: assetId }).start())
    expect((await askCounts(emulator, assetId, 'asset')).body.data[0].views).toBe(1)
    expect(stream.counts().views).toBe(0)
  })
})
