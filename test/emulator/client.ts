import Mux from '@mux/mux-node'

import type { MuxEmulator } from '../../src/emulator'

/** The SDK of Mux, sent to the emulator by the variables it gives. */
export function client(
  emulator: MuxEmulator,
  Client: typeof Mux = Mux,
  more: ConstructorParameters<typeof Mux>[0] = {},
): Mux {
  const { env } = emulator
  return new Client({
    tokenId: env.MUX_TOKEN_ID,
    tokenSecret: env.MUX_TOKEN_SECRET,
    jwtSigningKey: env.MUX_SIGNING_KEY,
    jwtPrivateKey: env.MUX_PRIVATE_KEY,
    baseURL: env.MUX_BASE_URL,
    maxRetries: 0,
    ...more,
  })
}
