import { ViewersError } from '../core/ViewersError'
import type { Record } from './createRecord'
import type { GuardedCache } from './GuardedCache'
import { Lease } from './Lease'
import { RecordedStreams } from './RecordedStreams'
import { Recorder, type RecorderNeeds, type RecorderOptions } from './Recorder'
import type { ViewersStore } from './ViewersStore'

/** What {@link createRecorder} needs. */
export interface CreateRecorderContext
  extends
    Pick<RecorderNeeds, 'read' | 'recordEveryMs' | 'now' | 'faultLog'>,
    Pick<Record, 'writer' | 'retention' | 'broadcasts'> {
  /** Told of each stream that the app names. */
  vouch: (streamId: string) => void
  store: ViewersStore | undefined
  cache: GuardedCache | undefined
}

/** Makes a recorder. Throws a `ViewersError` where it is given what it cannot record, or nowhere to keep it. */
export function createRecorder(
  { streams, name = 'default' }: RecorderOptions,
  { writer, retention, vouch, store, cache, ...needs }: CreateRecorderContext,
): Recorder {
  if (writer === undefined) throw new ViewersError('invalid_request', NOWHERE)
  if (!/^[\w.-]{1,100}$/.test(name)) throw new ViewersError('invalid_request', BAD_NAME)
  const { recordEveryMs, now, faultLog } = needs
  // So that who takes over does so before the last number of the one who is gone has ceased to hold.
  const lastsMs = 1.5 * recordEveryMs
  return new Recorder({
    ...needs,
    writer,
    streams: new RecordedStreams({ streams, vouch, faultLog }),
    lease: new Lease({ name: `recorder:${name}`, lastsMs, cache, store, now, faultLog }),
    thin: async () => retention?.look(),
  })
}

const NOWHERE =
  'viewers.recorder has nowhere to keep what it reads. Give createMuxViewers a `store`, e.g. sqlStore({ db, dialect }), or `onSnapshot`.'
const BAD_NAME =
  'viewers.recorder was given a `name` that is not made of letters, digits, _ . and -, 100 at most.'
