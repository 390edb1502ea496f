import type { ViewersFetcher } from '../../src/index'
import type { Answer } from './pretendFetcher'
import { COUNTED, ENDED, OLD } from './readings'

const counted = (viewers: number, views = viewers): Answer => ({ ...COUNTED, viewers, views })

/** Twelve streams of a pretend dashboard: what is on, and what Mux says of it. */
export const CHANNELS: { id: string; title: string; answer: Answer }[] = [
  { id: 'keynote', title: 'Opening keynote', answer: counted(12_345, 13_579) },
  { id: 'harbour', title: 'Harbour camera', answer: counted(247, 251) },
  { id: 'chess', title: 'Chess, board one', answer: counted(1_024, 1_100) },
  { id: 'choir', title: 'Choir rehearsal', answer: counted(1) },
  { id: 'workshop', title: 'Workshop: knots and splices for beginners', answer: counted(38, 41) },
  { id: 'relay', title: 'Relay, second leg', answer: { ...COUNTED, stream: 'reconnecting' } },
  { id: 'council', title: 'Town council', answer: OLD },
  { id: 'new', title: 'A stream just made', answer: { ...counted(0), verified: false } },
  { id: 'garden', title: 'Garden hour', answer: { viewers: 0, source: null, stream: 'idle' } },
  { id: 'concert', title: 'Concert', answer: ENDED },
  { id: 'radio', title: 'Radio on video', answer: { viewers: null, source: null } },
  { id: 'marathon', title: 'Marathon', answer: counted(1_234_567, 1_300_000) },
]

/** Answers for all twelve, in one request as a page of badges makes it. */
export const channelsFetcher: ViewersFetcher = async ({ streamIds }) =>
  CHANNELS.filter(({ id }) => streamIds.includes(id)).map(({ id, answer }) => ({
    streamId: id,
    ...answer,
  }))

/** Each stream has as many viewers as its id says: `"12"` has 12. */
export const countByName: ViewersFetcher = async ({ streamIds }) =>
  streamIds.map((streamId) => ({
    streamId,
    ...counted(Number(streamId)),
  }))
