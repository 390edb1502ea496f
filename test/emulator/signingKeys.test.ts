import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'

import { type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'

import { createSigningKeys, type SigningKeys } from '../../src/emulator/signingKeys'

const now = Date.UTC(2026, 0, 1)
const inAnHour = now / 1_000 + 3_600
let keys: SigningKeys
let pem: string

beforeAll(async () => {
  keys = await createSigningKeys()
  pem = Buffer.from(keys.privateKey, 'base64').toString()
})

const claims = (more: JWTPayload = {}): JWTPayload => ({
  kid: keys.id,
  sub: 'stream',
  aud: 'live_stream_id',
  exp: inAnHour,
  ...more,
})

function sign(payload: JWTPayload, header: Record<string, unknown> = {}): Promise<string> {
  return new SignJWT(payload)
    .setProtectedHeader({ alg: 'RS256', ...header })
    .sign(createPrivateKey(pem))
}

describe('a token holds', () => {
  test.each(['live_stream_id', 'playback_id', 'asset_id', 'video_id'])('for a %s', async (aud) => {
    const token = await sign(claims({ aud }))
    expect(await keys.verify(token, now)).toEqual({ kind: aud, id: 'stream' })
  })

  test('with the id of the key in the header, as in the payload', async () => {
    const { kid: _, ...payload } = claims()
    const token = await sign(payload, { kid: keys.id })
    expect(await keys.verify(token, now)).toEqual({ kind: 'live_stream_id', id: 'stream' })
  })

  test('until the second of its end, by the clock given', async () => {
    const token = await sign(claims())
    await expect(keys.verify(token, inAnHour * 1_000 - 1)).resolves.toBeTruthy()
    await expect(keys.verify(token, inAnHour * 1_000)).rejects.toThrow('"exp" claim')
  })

  test('unless its key is revoked, and again when the key is restored', async () => {
    const token = await sign(claims())
    keys.revoke()
    await expect(keys.verify(token, now)).rejects.toThrow('unknown signing key')
    keys.restore()
    await expect(keys.verify(token, now)).resolves.toBeTruthy()
  })

  test('under a key of PKCS #1 in plain PEM, which is what older keys of Mux are', async () => {
    const pair = generateKeyPairSync('rsa', { modulusLength: 2_048 })
    const given = await createSigningKeys({
      id: 'mine',
      privateKey: pair.privateKey.export({ type: 'pkcs1', format: 'pem' }) as string,
    })
    const token = await new SignJWT({ sub: 'stream', aud: 'video_id', exp: inAnHour, kid: 'mine' })
      .setProtectedHeader({ alg: 'RS256' })
      .sign(pair.privateKey)
    expect(await given.verify(token, now)).toEqual({ kind: 'video_id', id: 'stream' })
  })
})

describe('a token is refused', () => {
  const without = (name: string): JWTPayload => {
    const { [name]: _, ...rest } = claims()
    return rest
  }

  test.each<[string, () => Promise<string> | string]>([
    ['for an unknown kind of id', () => sign(claims({ aud: 'live_stream' }))],
    ['for several kinds at once', () => sign(claims({ aud: ['live_stream_id', 'video_id'] }))],
    ['without a kind', () => sign(without('aud'))],
    ['without an id', () => sign(without('sub'))],
    ['without an end', () => sign(without('exp'))],
    ['after its end', () => sign(claims({ exp: now / 1_000 - 1 }))],
    ['without a key', () => sign(without('kid'))],
    ['with an unknown key', () => sign(claims({ kid: 'another' }))],
    [
      'with a foreign signature',
      () =>
        new SignJWT(claims())
          .setProtectedHeader({ alg: 'RS256' })
          .sign(generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey),
    ],
    ['without a signature', () => new UnsecuredJWT(claims()).encode()],
    [
      'signed by the public key as if that were a secret',
      () => {
        const publicPem = createPublicKey(pem).export({ type: 'spki', format: 'pem' })
        return new SignJWT(claims())
          .setProtectedHeader({ alg: 'HS256' })
          .sign(Buffer.from(publicPem))
      },
    ],
    [
      'changed after signing',
      async () => {
        const [header, , signature] = (await sign(claims())).split('.')
        const payload = Buffer.from(JSON.stringify(claims({ sub: 'other' }))).toString('base64url')
        return [header, payload, signature].join('.')
      },
    ],
    ['as garbage', () => 'garbage'],
    ['as three parts of garbage', () => 'a.b.c'],
    ['empty', () => ''],
  ])('%s', async (_, token) => {
    await expect(keys.verify(await token(), now)).rejects.toThrow(Error)
  })
})
