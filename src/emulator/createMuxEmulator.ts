import { getRequestListener } from '@hono/node-server'

import { attributeView } from './attributeView'
import type { AccessToken } from './basicAuth'
import { type Counts, type CountTiming, countViews } from './countViews'
import { createEmulatorApp } from './createEmulatorApp'
import { decodeBeacon } from './decodeBeacon'
import { createFailures } from './failures'
import { listen } from './listen'
import { LiveStream, type StreamOptions } from './LiveStream'
import type { MuxEmulator, MuxEmulatorOptions } from './MuxEmulator'
import type { ApiRequest } from './requestLog'
import { createSigningKeys } from './signingKeys'
import type { Subject } from './subject'
import { ViewLog } from './ViewLog'

const defaultStream: StreamOptions = {
  id: 'EmuLiveStream02iUah025KM3te6ylM7W4S4silsrFtUk',
  playbackId: 'EmuPlayback3K2VjTZZAPuvd2Kx6D01XUQFv02GFBHPUk',
}

const defaultToken: AccessToken = {
  id: 'e0000000-0000-4000-8000-000000000001',
  secret: 'emulator-token-secret',
}

const defaultTiming: CountTiming = {
  lostMs: 30_000,
  startMs: 60_000,
  stallMs: 310_000,
  lingerMs: 5_000,
}

/**
 * Starts a Mux on this machine: a real player plays its live stream and sends it its real beacons;
 * it counts them and answers Mux's real APIs. No account is needed and nothing leaves the machine.
 */
export async function createMuxEmulator(options: MuxEmulatorOptions = {}): Promise<MuxEmulator> {
  const now = options.now ?? Date.now
  const timing = { ...defaultTiming, ...options.timing }
  const token = options.accessToken ?? defaultToken
  const keys = await createSigningKeys(options.signingKey)
  const closing = new AbortController()
  const failures = createFailures(closing.signal)
  const requests: ApiRequest[] = []

  const streams = new Map<string, LiveStream>()
  for (const stream of options.streams ?? [defaultStream]) {
    const taken = [stream.id, stream.playbackId].find((id) => streams.has(id))
    if (taken !== undefined) {
      throw new Error(
        `[mux-viewers] Two streams of the emulator share the id ${taken}, so its viewers could not be told apart. Give each stream an id and a playback id of its own.`,
      )
    }
    const live = new LiveStream(stream, now)
    streams.set(live.id, live).set(live.playbackId, live)
  }

  const log = new ViewLog((view) => attributeView(view, streams))
  const count = (subject: Subject): Counts => countViews(log.viewsOf(subject), now(), timing)
  const receive = (body: unknown, at = now()): void => log.receive(decodeBeacon(body), at)

  const app = createEmulatorApp({
    keys,
    token,
    streams,
    requests,
    failures,
    now,
    count,
    receive: (body) => receive(body),
    unknownId: options.unknownId ?? 'zero',
    updatedAt: options.updatedAt ?? 'always',
    knows: ({ kind, id }) =>
      kind === 'video_id' ||
      (kind === 'live_stream_id' && streams.get(id)?.id === id) ||
      (kind === 'playback_id' && streams.get(id)?.playbackId === id),
  })
  const { port, close } = await listen(
    // Left to itself, the adapter would replace the process's own Request and Response.
    getRequestListener(app.fetch, { overrideGlobalObjects: false }),
    options.port ?? 0,
  )
  const url = `http://localhost:${port}`

  return {
    url,
    beaconDomain: `localhost:${port}`,
    env: {
      MUX_TOKEN_ID: token.id,
      MUX_TOKEN_SECRET: token.secret,
      MUX_SIGNING_KEY: keys.id,
      MUX_PRIVATE_KEY: keys.privateKey,
      MUX_BASE_URL: url,
      MUX_STATS_URL: url,
    },
    stream(streamId) {
      const stream = streams.get(streamId)
      if (stream?.id !== streamId) {
        throw new Error(
          `[mux-viewers] The emulator has no stream "${streamId}". Name it in the streams of createMuxEmulator.`,
        )
      }
      return {
        id: stream.id,
        playbackId: stream.playbackId,
        get status() {
          return stream.status
        },
        playbackUrl: `${url}/${stream.playbackId}.m3u8`,
        counts: () => count({ kind: 'live_stream_id', id: stream.id }),
        start: () => stream.start(),
        stop: () => stream.stop(),
      }
    },
    receive,
    revokeSigningKey: keys.revoke,
    restoreSigningKey: keys.restore,
    fail: failures.add,
    requests,
    close: async () => {
      closing.abort()
      await close()
    },
  }
}
