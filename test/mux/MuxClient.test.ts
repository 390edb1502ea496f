import Mux15 from '@mux/mux-node'
import Mux14 from 'mux-node-14'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { createMuxViewers } from '../../src/server/createMuxViewers'
import type { MuxClient } from '../../src/mux/MuxClient'

describe.each([
  ['14', Mux14],
  ['15', Mux15],
])('@mux/mux-node %s', (_, Mux) => {
  const keyless = { tokenId: null, tokenSecret: null, jwtSigningKey: null, jwtPrivateKey: null }

  it('is a Mux client by its type', () => {
    expectTypeOf<Mux14>().toExtend<MuxClient>()
    expectTypeOf<Mux15>().toExtend<MuxClient>()
  })

  it('without a signing key and without a token throws nothing: the answer names the variables', async () => {
    const errors: string[] = []
    const viewers = createMuxViewers({
      mux: new Mux(keyless),
      authorize: 'public',
      logger: { error: (message) => errors.push(message) },
    })
    const response = await viewers.fetch(new Request('https://app.test/?id=A&id=B'))
    expect(response.status).toBe(200)
    const { snapshots } = (await response.json()) as { snapshots: unknown[] }
    const error = {
      code: 'unauthorized',
      at: 'mux',
      message: expect.stringMatching(
        /MUX_SIGNING_KEY.*MUX_PRIVATE_KEY.*MUX_TOKEN_ID.*MUX_TOKEN_SECRET/,
      ),
    }
    expect(snapshots).toMatchObject([
      { streamId: 'A', viewers: null, source: null, error },
      { streamId: 'B', viewers: null, source: null, error },
    ])
    // A line for each source.
    expect(errors).toHaveLength(2)
  })

  it.each([
    ['no key at all', 'SECRET not a key'],
    ['base64 of nonsense', btoa('SECRET nonsense')],
    ['a broken PEM', '-----BEGIN PRIVATE KEY-----\nU0VDUkVU\n-----END PRIVATE KEY-----'],
  ])('with %s for a private key says so, and nothing of the key', async (_name, jwtPrivateKey) => {
    const errors: unknown[] = []
    const viewers = createMuxViewers({
      mux: new Mux({ ...keyless, jwtSigningKey: 'id', jwtPrivateKey }),
      authorize: 'public',
      logger: { error: (...said) => errors.push(said) },
    })
    const body = await (await viewers.fetch(new Request('https://app.test/?id=A'))).text()
    expect(body).toMatch(/"code":"unauthorized".*MUX_PRIVATE_KEY/)
    expect(errors).toHaveLength(1)
    expect(body + JSON.stringify(errors)).not.toMatch(/SECRET|U0VDUkVU|Invalid|asn1/i)
  })
})
