import type {
  AccountId,
  DeviceId,
  Outcome,
  PasskeyAssertion,
  PasskeyRequest,
  Problem,
} from '@rollcall/protocol'
import { accepted, problem, refused } from '@rollcall/protocol'
import type { VerifiedAuthenticationResponse } from '@simplewebauthn/server'
import { verifyAuthenticationResponse } from '@simplewebauthn/server'
import type { PasskeyRow } from '../../store/passkey-store.ts'
import type { AccountRow } from '../../store/store.ts'
import type { Caller } from '../authenticate.ts'
import { CHALLENGE_LASTS_MS } from './challenges.ts'
import type { PasskeyPorts } from './passkey-ports.ts'
import type { PasskeySite } from './passkey-site.ts'
import { userHandleOf } from './user-handle.ts'

/**
 * What a browser asks a passkey for: any passkey of this site to sign in with, or one of the account of `caller`, who is signed in. `key`
 * is what tries are counted under. Refuses `throttled`.
 */
export async function offerAssertion(
  ports: PasskeyPorts,
  { caller, key, site }: { readonly caller: Caller | null; readonly key: string; readonly site: PasskeySite },
): Promise<Outcome<PasskeyRequest, Problem>> {
  const retryAfterMs = ports.gates.passkeyChallenge.begin([key])
  if (retryAfterMs > 0) return refused(problem('throttled', { retryAfterMs }))
  const held = caller === null ? [] : await ports.store.passkeys.of(caller.account.accountId)
  return accepted({
    challenge: ports.challenges.open(purposeOf(caller?.device.deviceId ?? null, site)),
    rpId: site.host,
    allowCredentials: held
      .filter(({ host }) => host === site.host)
      .map(({ passkeyId, transports }) => ({
        type: 'public-key',
        id: passkeyId,
        transports: [...transports],
      })),
    timeout: CHALLENGE_LASTS_MS,
    userVerification: 'required',
  })
}

/**
 * Answers the account whose passkey has signed. With `caller` only its own will do. Every challenge is good once. Refuses
 * `passkey_refused`, without saying why: for a passkey that is not known or was removed here, another site, a person that was not
 * verified, a signature that is not right, and a counter that did not go on, as after somebody copied the passkey.
 */
export async function checkAssertion(
  ports: PasskeyPorts,
  { caller, key, site }: { readonly caller: Caller | null; readonly key: string; readonly site: PasskeySite },
  assertion: PasskeyAssertion,
): Promise<Outcome<AccountRow, Problem>> {
  const refusal = refused(problem('passkey_refused'))
  const passkey = await ports.store.passkeys.byId(assertion.id)
  if (passkey === null || passkey.host !== site.host) return refusal
  if (!isOf(passkey.accountId, caller, assertion)) return refusal
  const purpose = purposeOf(caller?.device.deviceId ?? null, site)
  const isOpen = (challenge: string) => ports.challenges.take(challenge, purpose)
  const verified = await verifyAssertion(assertion, passkey, site, isOpen)
  if (verified === null) {
    ports.log.info('passkey refused', { accountId: passkey.accountId })
    return refusal
  }
  const use = { counter: verified.newCounter, now: ports.clock.now() }
  const isNoted = await ports.store.passkeys.noteUse(passkey, use)
  const account = await ports.store.accounts.byId(passkey.accountId)
  if (account === null || !isNoted) return refusal
  ports.gates.passkeyChallenge.forgive(key)
  return accepted(account)
}

function purposeOf(deviceId: DeviceId | null, { origin }: PasskeySite) {
  return { kind: deviceId === null ? ('sign_in' as const) : ('reauthenticate' as const), deviceId, origin }
}

/** Who is not signed in is known by what the passkey says, and it must say so (Web Authentication, section 7.2, step 6). */
function isOf(accountId: AccountId, caller: Caller | null, { response }: PasskeyAssertion): boolean {
  const userHandle = response.userHandle ?? null
  const isSaid = userHandle === userHandleOf(accountId)
  if (caller === null) return isSaid
  return caller.account.accountId === accountId && (isSaid || userHandle === null)
}

/** Null: it does not fit. The library throws whatever it finds wrong, which is all about the browser's answer. */
async function verifyAssertion(
  { response, ...credential }: PasskeyAssertion,
  { passkeyId, publicKey, counter }: PasskeyRow,
  site: PasskeySite,
  isOpen: (challenge: string) => boolean,
): Promise<VerifiedAuthenticationResponse['authenticationInfo'] | null> {
  const { clientDataJSON, authenticatorData, signature } = response
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        ...credential,
        response: { clientDataJSON, authenticatorData, signature },
        clientExtensionResults: {},
      },
      expectedChallenge: isOpen,
      expectedOrigin: site.origin,
      expectedRPID: site.host,
      credential: { id: passkeyId, publicKey: new Uint8Array(Buffer.from(publicKey, 'base64url')), counter },
    })
    return verified ? authenticationInfo : null
  } catch {
    return null
  }
}
