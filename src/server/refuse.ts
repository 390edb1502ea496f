import type { ViewersError } from '../core/ViewersError'
import { writeRefusal } from '../core/wire'

/** Headers of every answer that is JSON. */
export const JSON_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'application/json; charset=utf-8',
  'x-content-type-options': 'nosniff',
}

/** The answer that says why there is none; nobody keeps it. */
export function refuse(
  status: number,
  error: ViewersError,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(writeRefusal(error), {
    status,
    headers: { ...JSON_HEADERS, 'cache-control': 'no-store', ...headers },
  })
}
