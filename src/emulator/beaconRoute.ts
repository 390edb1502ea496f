import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'

// The SDK itself sends at most 500 kB.
const largestBody = 1_000_000

/**
 * `POST /`, where the player sends its beacons: JSON, though it calls itself text. The SDK resends
 * whatever is not answered by 2xx with an open `Access-Control-Allow-Origin`.
 *
 * @param receive takes the parsed body; throws a sentence if it is no beacon
 */
export function createBeaconRoute(receive: (body: unknown) => void): Hono {
  const route = new Hono()
  route.post(
    '/',
    bodyLimit({
      maxSize: largestBody,
      onError: (context) =>
        context.text(
          `[mux-viewers] This beacon is larger than ${largestBody} bytes and was not read.`,
          413,
        ),
    }),
    async (context) => {
      try {
        receive(parse(await context.req.text()))
      } catch (error) {
        return context.text(error instanceof Error ? error.message : String(error), 400)
      }
      return context.body(null, 204)
    },
  )
  return route
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new SyntaxError('[mux-viewers] This beacon is not JSON; send what the player sends.')
  }
}
