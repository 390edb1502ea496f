import { readFileSync } from 'node:fs'

/** A batch that a real player sent, with the keys the emulator reads. */
export interface RecordedBatch {
  /** When it arrived. */
  seconds: number
  transport: 'fetch' | 'sendBeacon'
  body: { metadata: { transmission_timestamp: number }; events: Record<string, unknown>[] }
}

type Scenario = 'load-without-play' | 'play-pause-resume-close' | 'refresh' | 'second-tab'

/** Beacons recorded from `@mux/mux-player-react` 3.14.0 in Chromium. */
export function recorded(scenario: Scenario): RecordedBatch[] {
  const file = new URL(`./fixtures/${scenario}.json`, import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8'))
}
