import { writeFile } from 'node:fs/promises'
import type { Page } from 'playwright'
import { format, resolveConfig } from 'prettier'

/** What the emulator reads of an event, and a stall needs. */
const KEPT = ['e', 'xid', 'xsqno', 'uti', 'xpntimscv', 'mvrid', 'pispa', 'vsour'] as const

type Event = Record<string, unknown>

/**
 * Notes the beacons of a page from now on; gives the way to write those of its last view as a
 * fixture. What only tells of requests is left away where a batch has more to tell; ids are cut.
 */
export function recordBeacons(page: Page): (file: URL) => Promise<void> {
  const batches: { at: number; transport: string; body: { events: Event[]; metadata: Event } }[] =
    []
  page.on('request', (request) => {
    const body = request.method() === 'POST' ? request.postData() : null
    if (body === null || !new URL(request.url()).hostname.startsWith('beacons.')) return
    const transport = request.resourceType() === 'ping' ? 'sendBeacon' : 'fetch'
    batches.push({ at: Date.now(), transport, body: JSON.parse(body) })
  })
  return async (file) => {
    const view = batches.at(-1)?.body.events[0]?.xid
    const ofView = batches.filter(({ body }) => body.events[0]?.xid === view)
    const written = ofView.map(({ at, transport, body }) => ({
      seconds: (at - ofView[0]!.at) / 1_000,
      transport,
      body: {
        metadata: { transmission_timestamp: body.metadata.transmission_timestamp },
        events: trimmed(body.events),
      },
    }))
    const options = { ...(await resolveConfig(file)), parser: 'json' }
    // Each event on a line of its own.
    const json = JSON.stringify(written).replaceAll('{"e":', '\n{"e":')
    await writeFile(file, await format(json, options))
  }
}

function trimmed(events: Event[]): Event[] {
  const telling = events.filter(({ e }) => !String(e).startsWith('request'))
  return (telling.length > 0 ? telling : events.slice(-1)).map((event) =>
    Object.fromEntries(
      KEPT.filter((key) => key in event).map((key) => [
        key,
        /id$/.test(key) ? String(event[key]).slice(0, 8) : event[key],
      ]),
    ),
  )
}
