// `npm run soak`, second part: how much memory the server part holds while hundreds of thousands of
// invented ids are asked for.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createMuxViewers, type ViewersSource } from '../../src/server'

const IDS_A_REQUEST = 100
const FLOODS = [1_000, 10_000, 100_000, 400_000]

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const source: ViewersSource = {
  name: 'counts',
  unit: 'people',
  ttlMs: 15_000,
  perSecond: 10,
  missing: () => null,
  read: async () => ({ viewers: 0 }),
}
const notFound = Object.assign(new Error('Not Found'), { status: 404 })
const viewers = createMuxViewers({
  mux: {
    jwt: { signViewerCounts: () => 'token' },
    video: { liveStreams: { retrieve: () => Promise.reject(notFound) } },
  },
  authorize: 'public',
  sources: [source],
  maxWait: 1,
  logger: { error: () => undefined },
})

let asked = 0
async function flood(upTo: number): Promise<number> {
  for (let from = asked; from < upTo; from += IDS_A_REQUEST) {
    const query = Array.from({ length: IDS_A_REQUEST }, () =>
      `id=Invented${asked++}`.padEnd(50, 'x'),
    )
    const request = new Request(`http://route.test/?${query.join('&')}`)
    // oxlint-disable-next-line no-await-in-loop
    await (await viewers.fetch(request)).text()
  }
  collectGarbage()
  return process.memoryUsage().heapUsed
}

const before = await flood(IDS_A_REQUEST)
const rows: { ids: number; 'kB more': number }[] = []
for (const upTo of FLOODS) {
  // oxlint-disable-next-line no-await-in-loop
  rows.push({ ids: upTo, 'kB more': Math.round(((await flood(upTo)) - before) / 1_000) })
}
console.table(rows)
// Turns that were given are not waited for.
process.exit()
