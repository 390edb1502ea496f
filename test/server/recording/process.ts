// One of several processes that record the same stream; its number is what it reads. Says `read` for each reading.
import { Redis } from 'ioredis'
import { createMuxViewers, redisCache, sqlStore, type ViewersSource } from '../../../src/server'
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
const viewers = createMuxViewers({
  mux: fakeMux,
  authorize: 'public',
  sources: [source],
  store: sqlStore({ ...opened, tablePrefix }),
  sharedCache: cachePrefix === undefined ? undefined : sharedCache(cachePrefix),
  recordEvery: 1_500,
})
viewers.recorder({ streams: ['A'] }).start()

function sharedCache(keyPrefix: string) {
  return redisCache(new Redis(REDIS_URL, { keyPrefix }))
}
