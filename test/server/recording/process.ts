// One of several processes that record the same stream; its number is what it reads. Says `read` for each reading.
import { Redis } from 'ioredis'
import {
  createMuxViewers,
  redisCache,
  sqlStore,
  type ViewerSnapshot,
  type ViewersSource,
} from '../../../src/server'
import { openDatabase } from '../../support/databases'
import { REDIS_URL } from '../../support/redis'
import { fakeMux } from '../fakeSource'
import type { RecordingOptions } from './startRecording'

const { tablePrefix, cachePrefix } = JSON.parse(process.argv[2]!) as RecordingOptions
const opened = await openDatabase('PostgreSQL', undefined, tablePrefix)
const source: ViewersSource = {
  name: 'process',
  unit: 'people',
  ttlMs: 500,
  missing: () => null,
  async read() {
    process.stdout.write('read\n')
    return { viewers: process.pid }
  },
}
const store = sqlStore({ ...opened, tablePrefix })
const viewers = createMuxViewers({
  mux: fakeMux,
  authorize: 'public',
  sources: [source],
  recordEvery: 1_500,
  // With Redis, an app that keeps readings by itself.
  ...(cachePrefix === undefined
    ? { store }
    : { sharedCache: sharedCache(cachePrefix), onSnapshot: keep }),
})
viewers.recorder({ streams: ['A'] }).start()

async function keep({ viewers: pid, asOf }: ViewerSnapshot): Promise<void> {
  const at = Date.parse(asOf!)
  const tick = Math.floor(at / 1_500) * 1_500
  const about = { streamId: 'A', unit: 'people', via: 'process', views: null } as const
  await store.append([{ ...about, tick, at, viewers: pid! }])
}

function sharedCache(keyPrefix: string) {
  return redisCache(new Redis(REDIS_URL, { keyPrefix }))
}
