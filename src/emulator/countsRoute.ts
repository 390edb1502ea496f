import { Hono } from 'hono'

import type { Counts } from './countViews'
import { muxError } from './muxAnswers'
import type { SigningKeys } from './signingKeys'
import { type Subject, subjectKey } from './subject'

/**
 * How an id that nobody knows is answered: by a count of zero, by 403, or by an empty list. What
 * Mux does is not documented; `zero` is the harder one for a client.
 */
export type UnknownId = 'zero' | 'forbidden' | 'empty'

/** Whether `updated_at` is the time of the answer or of the last change that was seen. */
export type UpdatedAt = 'always' | 'on-change'

/** What the route asks of the emulator. */
export interface CountsRouteOptions {
  keys: SigningKeys
  now: () => number
  unknownId: UnknownId
  updatedAt: UpdatedAt
  /** Whether there is such a thing at all. */
  knows: (subject: Subject) => boolean
  count: (subject: Subject) => Counts
}

const mostAnswersKept = 10_000

/**
 * `GET /counts?token=JWT`, the Engagement Counts API:
 * https://www.mux.com/docs/guides/see-how-many-people-are-watching
 */
export function createCountsRoute(options: CountsRouteOptions): Hono {
  const { keys, now, unknownId, updatedAt, knows, count } = options
  const route = new Hono()
  const answered = new Map<string, Counts & { since: number }>()

  const since = (subject: Subject, counts: Counts): number => {
    const at = now()
    if (updatedAt === 'always') return at
    const key = subjectKey(subject)
    const last = answered.get(key)
    if (last?.viewers === counts.viewers && last.views === counts.views) return last.since
    if (answered.size >= mostAnswersKept) answered.clear()
    answered.set(key, { ...counts, since: at })
    return at
  }

  route.get('/counts', async (context) => {
    const token = context.req.query('token') ?? ''
    const subject = await keys.verify(token, now()).catch(() => null)
    if (!subject) return context.json(muxError('forbidden', 'Invalid or missing token'), 403)
    if (unknownId !== 'zero' && !knows(subject)) {
      return unknownId === 'empty'
        ? context.json({ data: [] })
        : context.json(muxError('forbidden', 'No access to the requested resource'), 403)
    }
    const { views, viewers } = count(subject)
    const updated = new Date(since(subject, { views, viewers })).toISOString()
    return context.json({
      data: [{ views, viewers, updated_at: updated.replace(/\.\d+Z$/, 'Z') }],
    })
  })
  return route
}
