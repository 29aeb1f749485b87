/*
 * An authenticator in software, as Web Authentication Level 3 describes one: real keys, real signatures, attestation 'none'. What it does
 * wrong on purpose is said call by call.
 */
import type { KeyObject } from 'node:crypto'
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import type {
  PasskeyAssertion,
  PasskeyCreation,
  PasskeyRegistration,
  PasskeyRequest,
} from '@rollcall/protocol'

/** What to do otherwise than a good authenticator in a good browser. */
export interface Misdeed {
  /** The origin that the browser writes down. */
  readonly origin?: string
  readonly rpId?: string
  readonly challenge?: string
  readonly type?: string
  readonly counter?: number
  readonly isVerified?: boolean
  readonly userHandle?: string | null
  /** Signs with another key. */
  readonly isForged?: boolean
}

export interface SoftAuthenticator {
  readonly make: (
    creation: PasskeyCreation,
    origin: string,
    misdeed?: Misdeed,
  ) => PasskeyRegistration['credential']
  readonly sign: (request: PasskeyRequest, origin: string, misdeed?: Misdeed) => PasskeyAssertion
}

type Algorithm = 'ES256' | 'EdDSA' | 'RS256'

const USER_PRESENT = 0x01
const USER_VERIFIED = 0x04
const HAS_CREDENTIAL = 0x40

/** One with a passkey to be. `counts`: whether it counts its signatures, which passkeys that are synced do not. */
export function createAuthenticator(
  algorithm: Algorithm = 'ES256',
  { counts = true }: { readonly counts?: boolean } = {},
): SoftAuthenticator {
  const { publicKey, privateKey } = keyPairOf(algorithm)
  const id = randomBytes(16)
  const credential = {
    type: 'public-key' as const,
    id: id.toString('base64url'),
    rawId: id.toString('base64url'),
  }
  let counter = 0
  let userHandle: string | null = null

  return {
    make: (creation, origin, misdeed = {}) => {
      userHandle = creation.user.id
      const length = Buffer.alloc(2)
      length.writeUInt16BE(id.length)
      const attested = Buffer.concat([Buffer.alloc(16), length, id, coseOf(algorithm, publicKey)])
      const authData = Buffer.concat([head(creation.rp.id, HAS_CREDENTIAL, misdeed), attested])
      const attestationObject = cborMap([
        ['fmt', cborText('none')],
        ['attStmt', cborMap([])],
        ['authData', cborBytes(authData)],
      ])
      const clientDataJSON = clientDataOf('webauthn.create', creation.challenge, origin, misdeed)
      return {
        ...credential,
        response: {
          clientDataJSON: clientDataJSON.toString('base64url'),
          attestationObject: attestationObject.toString('base64url'),
          transports: ['internal'],
        },
      }
    },
    sign: (request, origin, misdeed = {}) => {
      if (counts) counter++
      const authData = head(request.rpId, 0, misdeed)
      const clientDataJSON = clientDataOf('webauthn.get', request.challenge, origin, misdeed)
      const signed = Buffer.concat([authData, createHash('sha256').update(clientDataJSON).digest()])
      const key = misdeed.isForged === true ? keyPairOf(algorithm).privateKey : privateKey
      return {
        ...credential,
        response: {
          clientDataJSON: clientDataJSON.toString('base64url'),
          authenticatorData: authData.toString('base64url'),
          signature: sign(algorithm === 'EdDSA' ? null : 'sha256', signed, key).toString('base64url'),
          userHandle: misdeed.userHandle === undefined ? userHandle : misdeed.userHandle,
        },
      }
    },
  }

  function head(rpId: string, flags: number, misdeed: Misdeed): Buffer {
    const rest = Buffer.alloc(5)
    rest.writeUInt8(USER_PRESENT | (misdeed.isVerified === false ? 0 : USER_VERIFIED) | flags)
    rest.writeUInt32BE(misdeed.counter ?? counter, 1)
    return Buffer.concat([
      createHash('sha256')
        .update(misdeed.rpId ?? rpId)
        .digest(),
      rest,
    ])
  }
}

function keyPairOf(algorithm: Algorithm): { publicKey: KeyObject; privateKey: KeyObject } {
  if (algorithm === 'EdDSA') return generateKeyPairSync('ed25519')
  if (algorithm === 'RS256') return generateKeyPairSync('rsa', { modulusLength: 2048 })
  return generateKeyPairSync('ec', { namedCurve: 'P-256' })
}

function clientDataOf(type: string, challenge: string, origin: string, misdeed: Misdeed): Buffer {
  const told = { type, challenge, origin, crossOrigin: false }
  const {
    rpId: _rpId,
    counter: _counter,
    isVerified: _is,
    userHandle: _of,
    isForged: _by,
    ...otherwise
  } = misdeed
  return Buffer.from(JSON.stringify({ ...told, ...otherwise }))
}

/** A public key as COSE writes it (RFC 9053). */
function coseOf(algorithm: Algorithm, publicKey: KeyObject): Buffer {
  const { x = '', y = '', n = '', e = '' } = publicKey.export({ format: 'jwk' })
  const bytes = (text: string) => cborBytes(Buffer.from(text, 'base64url'))
  if (algorithm === 'EdDSA')
    return cborMap([
      [1, cborInt(1)],
      [3, cborInt(-8)],
      [-1, cborInt(6)],
      [-2, bytes(x)],
    ])
  if (algorithm === 'RS256')
    return cborMap([
      [1, cborInt(3)],
      [3, cborInt(-257)],
      [-1, bytes(n)],
      [-2, bytes(e)],
    ])
  return cborMap([
    [1, cborInt(2)],
    [3, cborInt(-7)],
    [-1, cborInt(1)],
    [-2, bytes(x)],
    [-3, bytes(y)],
  ])
}

/*
 * CBOR (RFC 8949), as much as an attestation needs.
 */

function cborHead(major: number, length: number): Buffer {
  if (length < 24) return Buffer.of((major << 5) | length)
  if (length < 256) return Buffer.of((major << 5) | 24, length)
  return Buffer.of((major << 5) | 25, length >> 8, length & 0xff)
}

function cborInt(value: number): Buffer {
  return value < 0 ? cborHead(1, -1 - value) : cborHead(0, value)
}

function cborBytes(bytes: Buffer): Buffer {
  return Buffer.concat([cborHead(2, bytes.length), bytes])
}

function cborText(text: string): Buffer {
  return Buffer.concat([cborHead(3, Buffer.byteLength(text)), Buffer.from(text)])
}

function cborMap(entries: readonly (readonly [string | number, Buffer])[]): Buffer {
  const keyed = entries.flatMap(([key, value]) => [
    typeof key === 'string' ? cborText(key) : cborInt(key),
    value,
  ])
  return Buffer.concat([cborHead(5, entries.length), ...keyed])
}
