import { getRequestListener } from '@hono/node-server'

import { Agenda } from './Agenda'
import type { Asset } from './Asset'
import { attributeView } from './attributeView'
import type { AccessToken } from './basicAuth'
import type { CountTiming } from './CountTiming'
import { type Counts, countViews } from './countViews'
import { createEmulatorApp } from './createEmulatorApp'
import { createStreams } from './createStreams'
import { createWebhooks } from './createWebhooks'
import { decodeBeacon } from './decodeBeacon'
import { dimensionsOf } from './dimensionsOf'
import { createFailures } from './failures'
import { listen } from './listen'
import { type MonitoringDimension, monitoringDimensions } from './monitoringDimensions'
import type { MuxEmulator, MuxEmulatorOptions } from './MuxEmulator'
import type { ApiRequest } from './requestLog'
import { createSigningKeys } from './signingKeys'
import type { TellStream } from './streamNotice'
import type { Subject } from './subject'
import type { View } from './View'
import { ViewHistory } from './ViewHistory'
import { ViewLog } from './ViewLog'

const defaultToken: AccessToken = {
  id: 'e0000000-0000-4000-8000-000000000001',
  secret: 'emulator-token-secret',
}

const defaultTiming: CountTiming = {
  lostMs: 30_000,
  startMs: 60_000,
  stallMs: 310_000,
  lingerMs: 5_000,
  failedMs: 5_000,
}

const allDimensions = Object.keys(monitoringDimensions) as MonitoringDimension[]

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

  const agenda = new Agenda(now)
  const webhooks = createWebhooks({
    options: options.webhooks ?? {},
    now,
    agenda,
    closing: closing.signal,
  })
  const assets = new Map<string, Asset>()
  const tell: TellStream = (notice) => {
    webhooks.tell(notice)
    const { event, stream, activeUntil } = notice
    if (event === 'disconnected') agenda.add(activeUntil, () => streams.get(stream.id)?.settle())
  }
  const streams = createStreams(options.streams, now, tell, assets)

  const subjectsOf = (view: View): Subject[] => attributeView(view, streams, assets)
  const history = new ViewHistory(timing, (view) => dimensionsOf(view, subjectsOf(view)))
  const log = new ViewLog(subjectsOf, (view, at) => history.hear(view, at))
  const count = (subject: Subject): Counts => countViews(log.viewsOf(subject), now(), timing)
  const receive = (body: unknown, at = now()): void => log.receive(decodeBeacon(body), at)

  const app = createEmulatorApp({
    keys,
    token,
    streams,
    assets,
    requests,
    failures,
    now,
    count,
    receive: (body) => receive(body),
    limits: options.rateLimits ?? {},
    monitoring: {
      history,
      now,
      lagMs: options.monitoringLagMs ?? 15_000,
      plan: options.monitoringPlan ?? true,
      dimensions: options.monitoringDimensions ?? allDimensions,
    },
    unknownId: options.unknownId ?? 'zero',
    updatedAt: options.updatedAt ?? 'always',
    knows: ({ kind, id }) =>
      kind === 'video_id' ||
      (kind === 'live_stream_id' && streams.get(id)?.id === id) ||
      (kind === 'asset_id' && assets.get(id)?.id === id) ||
      (kind === 'playback_id' && (streams.get(id) ?? assets.get(id))?.playbackId === id),
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
      MUX_WEBHOOK_SECRET: webhooks.secret,
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
        get dvrUrl() {
          const asset = stream.newestAsset
          return asset && `${url}/${asset.playbackId}.m3u8`
        },
        counts: () => count({ kind: 'live_stream_id', id: stream.id }),
        start: () => stream.start(),
        stop: () => stream.stop(),
        complete: () => stream.complete(),
        disable: () => stream.disable(),
        enable: () => stream.enable(),
        delete: () => {
          stream.delete()
          streams.delete(stream.id)
          streams.delete(stream.playbackId)
        },
      }
    },
    receive,
    revokeSigningKey: keys.revoke,
    restoreSigningKey: keys.restore,
    fail: failures.add,
    requests,
    webhooks: webhooks.controls,
    close: async () => {
      closing.abort()
      agenda.close()
      await Promise.all([webhooks.controls.settle(), close()])
    },
  }
}
