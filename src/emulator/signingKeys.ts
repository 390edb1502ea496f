import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'

import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'

import { type Subject, subjectKinds } from './subject'

/** A signing key, in the form in which Mux gives it. */
export interface SigningKey {
  /** Its id (`MUX_SIGNING_KEY`). */
  id: string
  /** RSA private key as PEM or as base64 of PEM (`MUX_PRIVATE_KEY`). */
  privateKey: string
}

/** The signing key of the emulator's environment, which can be taken away and given back. */
export interface SigningKeys {
  readonly id: string
  /** Base64 of the PEM private key. */
  readonly privateKey: string
  readonly revoke: () => void
  readonly restore: () => void
  /** Gives what the token allows to ask for; rejects if the token does not hold. */
  verify(token: string, at: number): Promise<Subject>
}

/** Takes the key given, else makes one of 2,048 bits, as Mux does. */
export async function createSigningKeys(given?: SigningKey): Promise<SigningKeys> {
  const id = given?.id ?? 'emulatorSigningKey01vI5KTQ78ohYriuvWKHY6COtZW'
  const privateKey = given
    ? createPrivateKey(asPem(given.privateKey))
    : (await promisify(generateKeyPair)('rsa', { modulusLength: 2_048 })).privateKey
  const publicKey = createPublicKey(privateKey)
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' })
  let revoked = false

  return {
    id,
    privateKey: Buffer.from(pem).toString('base64'),
    revoke: () => void (revoked = true),
    restore: () => void (revoked = false),
    verify: (token, at) => verify(token, at, revoked ? null : { id, publicKey }),
  }
}

async function verify(
  token: string,
  at: number,
  key: { id: string; publicKey: KeyObject } | null,
): Promise<Subject> {
  // Mux's own samples put the key's id into the payload or into the header; both are good.
  const kid = decodeJwt(token).kid ?? decodeProtectedHeader(token).kid
  if (!key || kid !== key.id) throw new Error('unknown signing key')
  const { payload } = await jwtVerify(token, key.publicKey, {
    algorithms: ['RS256'],
    currentDate: new Date(at),
    requiredClaims: ['sub', 'aud', 'exp'],
  })
  const kind = subjectKinds.find((known) => known === payload.aud)
  if (!kind || !payload.sub) throw new Error('unknown kind of id')
  return { kind, id: payload.sub }
}

function asPem(key: string): string {
  return key.includes('-----BEGIN') ? key : Buffer.from(key, 'base64').toString('utf8')
}
