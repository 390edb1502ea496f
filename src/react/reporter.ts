import { isNotLive } from '../core/isNotLive'
import { toError } from '../query/askFetcher'
import type { Seen, Told } from './Told'

/** Tells the app what happened to one stream, and remembers whether it ever ran. */
export interface Reporter {
  /** Calls `onError` once for each change of code, and `onEnded` once for each broadcast. */
  report: (seen: Seen, told: Told) => void
  /** Whether the stream was seen to run, by the app's word or the server's: then its end is an end. */
  sawStreaming: () => boolean
}

/** See {@link Reporter}. */
export function createReporter(): Reporter {
  let saidCode: string | undefined
  let isRunning = false
  let isOver = false
  let sawStreaming = false
  let endedId: string | undefined

  return {
    sawStreaming: () => sawStreaming,
    report({ status, stream, error, broadcast }, { onError, onEnded, isStreaming }) {
      // Later: what the app's own callback throws is not to be thrown into React.
      if (error && error.code !== saidCode) queueMicrotask(() => onError?.(toError(error)))
      saidCode = error?.code

      const isOn = /active|reconnecting/.test(stream)
      // A server that has not heard of the end yet begins no new broadcast.
      if (isStreaming || !isOn) isOver = false
      if (isStreaming ?? (isOn && !isOver)) isRunning = true
      sawStreaming ||= isRunning || stream === 'ended'
      // A server that saw nothing of the broadcast calls its end idle.
      if (!isNotLive(status) || !isRunning) return
      isRunning = false
      isOver = true
      if (!broadcast || broadcast.id !== endedId) queueMicrotask(() => onEnded?.(broadcast))
      endedId = broadcast?.id
    },
  }
}
