import type {
  Identity,
  Outcome,
  Passkey,
  PasskeyAssertion,
  PasskeyCreation,
  PasskeyRegistration,
  PasskeyRequest,
  PlacesAnswer,
  Problem,
  Reauthenticate,
  Reauthentication,
  ServerFacts,
} from '@rollcall/protocol'
import {
  identitySchema,
  passkeyCreationSchema,
  passkeyRequestSchema,
  passkeySchema,
  placesAnswerSchema,
  reauthenticationSchema,
  serverFactsSchema,
} from '@rollcall/protocol'
import type { Caller } from './server-api.ts'

type Answer<Value> = Promise<Outcome<Value, Problem>>

/** Who a browser signs in as, and how its device is called. */
interface BrowserSignIn {
  readonly account: string
  readonly password: string
  readonly deviceName: string
}

/**
 * The server as a browser uses it to sign in: each sign-in answers who it is now and leaves its token in a cookie that scripts cannot read.
 * For callers without a token, of the page's own origin. Refusals are values, as in `ServerApi`, whose `signOut` ends a web session too.
 */
export interface WebApi {
  /** What the sign-in page needs to know; also for who is not signed in. */
  readonly server: () => Answer<ServerFacts>
  /** Creates the account of the server's owner; `token` is out of the one-time link. */
  readonly setUp: (
    wish: BrowserSignIn & { readonly token: string; readonly quotaBytes?: number | null },
  ) => Answer<Identity>
  readonly signIn: (credentials: BrowserSignIn) => Answer<Identity>
  /** Asks whether a device code was approved. Refuses `authorization_pending` until it was. */
  readonly redeemDeviceCode: (deviceCode: string) => Answer<Identity>
  /** What to ask a passkey for, to sign in with it. */
  readonly passkeySignInOptions: () => Answer<PasskeyRequest>
  readonly signInWithPasskey: (signIn: {
    readonly deviceName: string
    readonly credential: PasskeyAssertion
  }) => Answer<Identity>
  readonly passkeys: () => Answer<readonly Passkey[]>
  /** What to make a passkey from. Refuses `reauthentication_required` unless the device is unlocked. */
  readonly passkeyOptions: () => Answer<PasskeyCreation>
  readonly addPasskey: (registration: PasskeyRegistration) => Answer<Passkey>
  readonly removePasskey: (passkeyId: string) => Answer<null>
  /** How long this device stays unlocked. */
  readonly reauthentication: () => Answer<Reauthentication>
  /** What to ask a passkey of this account for, to unlock with it. */
  readonly reauthenticationOptions: () => Answer<PasskeyRequest>
  /** Unlocks this device for a while. */
  readonly reauthenticate: (proof: Reauthenticate) => Answer<Reauthentication>
  /** Locks this device again. */
  readonly lock: () => Answer<null>
  /** What lies at some spots, by name, in their order; at most `PLACES_ASKED_MAX` of them. */
  readonly places: (
    spots: readonly { readonly latitude: number; readonly longitude: number }[],
  ) => Answer<PlacesAnswer>
}

/** The routes by which browsers sign in and unlock. */
export function createWebApi({ ask, tell }: Caller): WebApi {
  return {
    server: () => ask({ method: 'GET', path: 'server' }, serverFactsSchema),
    setUp: (json) => ask({ method: 'POST', path: 'setup', json }, identitySchema),
    signIn: (json) => ask({ method: 'POST', path: 'web-sessions', json }, identitySchema),
    redeemDeviceCode: (deviceCode) =>
      ask({ method: 'POST', path: 'web-sessions/code', json: { deviceCode } }, identitySchema),
    passkeySignInOptions: () =>
      ask({ method: 'POST', path: 'web-sessions/passkey/options' }, passkeyRequestSchema),
    signInWithPasskey: (json) => ask({ method: 'POST', path: 'web-sessions/passkey', json }, identitySchema),
    passkeys: () => ask({ method: 'GET', path: 'passkeys' }, passkeySchema.array()),
    passkeyOptions: () => ask({ method: 'POST', path: 'passkeys/options' }, passkeyCreationSchema),
    addPasskey: (json) => ask({ method: 'POST', path: 'passkeys', json }, passkeySchema),
    removePasskey: (passkeyId) =>
      tell({ method: 'DELETE', path: `passkeys/${encodeURIComponent(passkeyId)}` }),
    reauthentication: () => ask({ method: 'GET', path: 'reauthentications' }, reauthenticationSchema),
    reauthenticationOptions: () =>
      ask({ method: 'POST', path: 'reauthentications/options' }, passkeyRequestSchema),
    reauthenticate: (json) =>
      ask({ method: 'POST', path: 'reauthentications', json }, reauthenticationSchema),
    lock: () => tell({ method: 'DELETE', path: 'reauthentications' }),
    places: (spots) => ask({ method: 'POST', path: 'places', json: { spots } }, placesAnswerSchema),
  }
}
