import type { Outcome, Passkey, PasskeyCreation, PasskeyRegistration, Problem } from '@rollcall/protocol'
import { accepted, PASSKEYS_MAX, problem, refused } from '@rollcall/protocol'
import type { VerifiedRegistrationResponse } from '@simplewebauthn/server'
import { verifyRegistrationResponse } from '@simplewebauthn/server'
import type { PasskeyRow } from '../../store/passkey-store.ts'
import type { Caller } from '../authenticate.ts'
import { CHALLENGE_LASTS_MS } from './challenges.ts'
import type { PasskeyPorts } from './passkey-ports.ts'
import type { PasskeySite } from './passkey-site.ts'
import { userHandleOf } from './user-handle.ts'

/** Ed25519, ECDSA on P-256, RSA with SHA-256: what phones, keys and Windows Hello have, the best first (COSE, RFC 9053). */
const ALGORITHMS = [-8, -7, -257]

/**
 * What a browser makes a passkey of this account from. Of those that the account has already no second one is made. Refuses `throttled`
 * and `too_many_passkeys`.
 */
export async function offerRegistration(
  ports: PasskeyPorts,
  { account, device }: Caller,
  { origin, host }: PasskeySite,
): Promise<Outcome<PasskeyCreation, Problem>> {
  const retryAfterMs = ports.gates.passkeyChallenge.begin([account.accountId])
  if (retryAfterMs > 0) return refused(problem('throttled', { retryAfterMs }))
  const held = await ports.store.passkeys.of(account.accountId)
  if (held.length >= PASSKEYS_MAX) return refused(problem('too_many_passkeys', { most: PASSKEYS_MAX }))
  const { deviceId } = device
  return accepted({
    challenge: ports.challenges.open({ kind: 'register', deviceId, origin }),
    rp: { id: host, name: 'Rollcall' },
    user: { id: userHandleOf(account.accountId), name: account.name, displayName: account.name },
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
    timeout: CHALLENGE_LASTS_MS,
    excludeCredentials: held
      .filter((passkey) => passkey.host === host)
      .map(({ passkeyId, transports }) => ({
        type: 'public-key',
        id: passkeyId,
        transports: [...transports],
      })),
    authenticatorSelection: {
      residentKey: 'required',
      requireResidentKey: true,
      userVerification: 'required',
    },
    attestation: 'none',
  })
}

/** Keeps a passkey that a browser has made. Refuses `passkey_refused` for an answer that does not fit, and `too_many_passkeys`. */
export async function registerPasskey(
  ports: PasskeyPorts,
  { account, device }: Caller,
  site: PasskeySite,
  registration: PasskeyRegistration,
): Promise<Outcome<Passkey, Problem>> {
  const { deviceId } = device
  const { origin, host } = site
  const isOpen = (challenge: string) =>
    ports.challenges.take(challenge, { kind: 'register', deviceId, origin })
  const verified = await verifyRegistration(registration, site, isOpen)
  if (verified === null) return refused(problem('passkey_refused'))
  const { id, publicKey, counter } = verified.credential
  const passkey: PasskeyRow = {
    passkeyId: id,
    accountId: account.accountId,
    name: registration.name,
    host,
    publicKey: Buffer.from(publicKey).toString('base64url'),
    counter,
    transports: registration.credential.response.transports ?? [],
    createdAt: ports.clock.now(),
    lastUsedAt: null,
  }
  const put = await ports.store.passkeys.put(passkey, PASSKEYS_MAX)
  if (put === 'taken') return refused(problem('passkey_refused'))
  if (put === 'too_many') return refused(problem('too_many_passkeys', { most: PASSKEYS_MAX }))
  ports.gates.passkeyChallenge.forgive(account.accountId)
  ports.log.info('passkey added', { accountId: account.accountId, deviceId })
  return accepted(passkeyOf(passkey))
}

/** A passkey as its owner sees it. */
export function passkeyOf({ passkeyId, name, host, createdAt, lastUsedAt }: PasskeyRow): Passkey {
  return { passkeyId, name, host, createdAt, lastUsedAt }
}

/** Null: it does not fit. The library throws whatever it finds wrong, which is all about the browser's answer. */
async function verifyRegistration(
  { credential }: PasskeyRegistration,
  site: PasskeySite,
  isOpen: (challenge: string) => boolean,
): Promise<NonNullable<VerifiedRegistrationResponse['registrationInfo']> | null> {
  const { clientDataJSON, attestationObject } = credential.response
  try {
    const verified = await verifyRegistrationResponse({
      response: {
        ...credential,
        response: { clientDataJSON, attestationObject },
        clientExtensionResults: {},
      },
      expectedChallenge: isOpen,
      expectedOrigin: site.origin,
      expectedRPID: site.host,
      supportedAlgorithmIDs: ALGORITHMS,
    })
    return verified.registrationInfo ?? null
  } catch {
    return null
  }
}
