import { ViewersError } from '../core/ViewersError'
import { assertMuxClient } from '../mux/MuxClient'
import { HOUR_MS } from '../core/KeptBucket'
import type { MuxViewersOptions } from './MuxViewersOptions'
import { retentionOf, type RetentionOptions } from './Retention'

const STORE_METHODS = [
  'migrate',
  'append',
  'newest',
  'samples',
  'buckets',
  'longestStep',
  'record',
  'oldStreams',
  'thin',
  'forget',
  'lease',
  'addEvent',
  'events',
  'addBroadcast',
  'lastBroadcast',
  'claimUntold',
  'told',
]

/** Throws a `ViewersError` that says what is wrong with the options of `createMuxViewers`. */
export function checkOptions(options: MuxViewersOptions): void {
  const given = (options as Partial<MuxViewersOptions> | undefined) ?? {}
  assertMuxClient(given.mux, 'createMuxViewers')
  for (const [isGood, wrong] of rulesFor(given)) {
    if (isGood) continue
    throw new ViewersError('invalid_request', `createMuxViewers was given ${wrong}.`)
  }
}

function rulesFor(given: Partial<MuxViewersOptions>): [isGood: boolean, wrong: string][] {
  const { authorize, sources, sharedCache, resolve, allowOrigins, logger, maxWait, stateTtl } =
    given
  const { store, recordEvery, broadcastGap, onSnapshot, onBroadcastEnd, fallback } = given
  return [
    [
      authorize === 'public' || typeof authorize === 'function',
      "no `authorize`. Give it a function (request, streamIds) that says who may see which streams, or the word 'public'",
    ],
    [
      sources === undefined || (Array.isArray(sources) && sources.length > 0),
      'no source in `sources`. Leave it away for [engagementCounts({ mux }), monitoring({ mux })]',
    ],
    [
      (sources ?? []).every(
        (source) =>
          typeof source === 'function' ||
          (hasMethods(source, 'read', 'missing') && source.ttlMs > 0 && source.name !== ''),
      ),
      'a source that is neither a function ({ streamId, signal }) nor has `read`, `missing`, `name` and a `ttlMs` above 0',
    ],
    [
      sharedCache === undefined || hasMethods(sharedCache, 'get', 'set', 'lock'),
      'a `sharedCache` without `get`, `set` and `lock`. Wrap a Redis client: redisCache(client)',
    ],
    [
      store === undefined || hasMethods(store, ...STORE_METHODS),
      'a `store` that lacks methods. Give it sqlStore({ db, dialect }), or memoryStore()',
    ],
    [
      recordEvery === undefined ||
        (Number.isInteger(recordEvery) && recordEvery >= 1_000 && recordEvery <= 3_600_000),
      'a `recordEvery` that is no whole number of milliseconds from 1,000 to 3,600,000 (an hour)',
    ],
    [
      isRetention(given.retention),
      'a `retention` that is not { samples, minutes, hours } in milliseconds: `samples` an hour (3,600,000) or more, none less than the one before. Infinity is for ever',
    ],
    [
      [onSnapshot, onBroadcastEnd, fallback].every(
        (one) => one === undefined || typeof one === 'function',
      ),
      'an `onSnapshot`, an `onBroadcastEnd` or a `fallback` that is no function',
    ],
    [
      broadcastGap === undefined || (broadcastGap >= 0 && broadcastGap <= 86_400_000),
      'a `broadcastGap` that is no number of milliseconds from 0 to 86,400,000 (a day)',
    ],
    [
      onBroadcastEnd === undefined || store !== undefined,
      'an `onBroadcastEnd` and no `store`, of which its figures come',
    ],
    [resolve === undefined || typeof resolve === 'function', 'a `resolve` that is no function'],
    [
      allowOrigins === undefined || allowOrigins === '*' || areOrigins(allowOrigins),
      "`allowOrigins` that are no list of origins such as https://shop.example, nor '*'",
    ],
    [logger === undefined || hasMethods(logger, 'error'), 'a `logger` without `error(message)`'],
    [
      maxWait === undefined || (Number.isFinite(maxWait) && maxWait >= 0),
      'a `maxWait` that is no number of milliseconds, 0 or more',
    ],
    [
      stateTtl === undefined || (Number.isFinite(stateTtl) && stateTtl > 0),
      'a `stateTtl` that is no number of milliseconds above 0',
    ],
  ]
}

function hasMethods(value: unknown, ...names: string[]): boolean {
  const given = (value ?? {}) as Record<string, unknown>
  return names.every((name) => typeof given[name] === 'function')
}

function areOrigins(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every(
      (origin) => URL.canParse(origin as string) && new URL(origin as string).origin === origin,
    )
  )
}

function isRetention(retention: RetentionOptions | undefined): boolean {
  const { samples, minutes, hours } = retentionOf(retention)
  return samples >= HOUR_MS && minutes >= samples && hours >= minutes
}
