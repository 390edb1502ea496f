/** What happens to a live stream, in the usual order within one moment. */
export const STREAM_EVENT_TYPES = [
  'connected',
  'active',
  'disconnected',
  'idle',
  'disabled',
  'enabled',
  'deleted',
] as const

export type StreamEventType = (typeof STREAM_EVENT_TYPES)[number]

/** One thing that happened to a stream; `at` in milliseconds since the epoch, by the clock of who says so. */
export interface StreamEvent {
  /** Tells one event from another: it is applied once. */
  id: string
  streamId: string
  type: StreamEventType
  at: number
}

/** From going live to ended; times in milliseconds since the epoch. */
export interface BroadcastSpan {
  /** Of the event that began it. */
  id: string
  startedAt: number
  /** When the encoder went away and did not come back. */
  disconnectedAt: number | null
  endedAt: number | null
}

/** What is known of a stream by what happened to it. */
export interface StreamLife {
  /** `null`: nothing has happened that would tell. */
  status: 'active' | 'reconnecting' | 'idle' | 'disabled' | 'deleted' | null
  /** In the order of time; only the last one may go on. */
  broadcasts: BroadcastSpan[]
}

/**
 * The life of a stream by its events, in whatever order they came. One that goes live again less than
 * `gapMs` after it ended was never gone.
 */
export function streamLife(events: readonly StreamEvent[], gapMs: number): StreamLife {
  const life: StreamLife = { status: null, broadcasts: [] }
  const left = [...events].sort(inOrder)
  while (left.length > 0 && life.status !== 'deleted') {
    apply(life, takeNext(left, life.status), gapMs)
  }
  return life
}

/** Mux tells whole seconds: within one, what fits what is known comes first. */
function takeNext(left: StreamEvent[], status: StreamLife['status']): StreamEvent {
  const { at } = left[0]!
  const isSpecial = status === 'active' || status === 'disabled'
  const order = isSpecial ? ORDER_FROM[status] : STREAM_EVENT_TYPES
  let first = 0
  for (let index = 1; left[index]?.at === at; index++) {
    if (order.indexOf(left[index]!.type) < order.indexOf(left[first]!.type)) first = index
  }
  return left.splice(first, 1)[0]!
}

const ORDER_FROM: Record<'active' | 'disabled', readonly StreamEventType[]> = {
  active: ['disconnected', 'idle', 'disabled', 'enabled', 'connected', 'active', 'deleted'],
  disabled: ['enabled', 'connected', 'active', 'disconnected', 'idle', 'disabled', 'deleted'],
}

function apply(life: StreamLife, { id, type, at }: StreamEvent, gapMs: number): void {
  const last = life.broadcasts.at(-1)
  const running = last?.endedAt === null ? last : undefined
  if (type === 'active') {
    life.status = 'active'
    if (last !== undefined && (last.endedAt === null || at - last.endedAt < gapMs)) resume(last)
    else life.broadcasts.push({ id, startedAt: at, disconnectedAt: null, endedAt: null })
  } else if (type === 'connected') {
    // Before it is active nobody can play it; after a hiccup it is back.
    if (running !== undefined) {
      life.status = 'active'
      resume(running)
    }
  } else if (type === 'disconnected') {
    if (running !== undefined) {
      life.status = 'reconnecting'
      running.disconnectedAt ??= at
    }
  } else if (type === 'enabled') {
    if (life.status === 'disabled') life.status = 'idle'
  } else {
    // Only `enabled` ends that it is disabled.
    if (type !== 'idle' || life.status !== 'disabled') life.status = type
    if (running !== undefined) running.endedAt = at
  }
}

function resume(broadcast: BroadcastSpan): void {
  broadcast.disconnectedAt = null
  broadcast.endedAt = null
}

function inOrder(one: StreamEvent, other: StreamEvent): number {
  return one.at - other.at || (one.id < other.id ? -1 : 1)
}
