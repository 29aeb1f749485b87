import type {
  PasskeyAssertion,
  PasskeyCreation,
  PasskeyRegistration,
  PasskeyRequest,
} from '@rollcall/protocol'
import {
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
} from '@simplewebauthn/browser'

/*
 * The browser's passkeys. Null is what comes of it when a person says no, takes too long, or begins another one.
 */

/** What browsers throw when nothing came of it and nothing is wrong. */
const DECLINED: ReadonlySet<string> = new Set(['NotAllowedError', 'AbortError', 'InvalidStateError'])

/** Whether this browser can have passkeys here at all: https or localhost, and a browser that knows them. */
export function canHavePasskeys(): boolean {
  return globalThis.isSecureContext && browserSupportsWebAuthn()
}

/** Whether the browser offers passkeys by itself where a name is typed. */
export async function offersPasskeys(): Promise<boolean> {
  return canHavePasskeys() && (await browserSupportsWebAuthnAutofill())
}

/** Asks for a passkey: in a dialogue of the browser, or `quietly`, among what it fills into the field for the name. */
export async function askPasskey(
  options: PasskeyRequest,
  how: 'dialogue' | 'quietly',
): Promise<PasskeyAssertion | null> {
  return await orDeclined(() =>
    startAuthentication({
      optionsJSON: { ...options, allowCredentials: options.allowCredentials.map(withKnownTransports) },
      useBrowserAutofill: how === 'quietly',
    }),
  )
}

/** Makes a passkey. */
export async function makePasskey(
  options: PasskeyCreation,
): Promise<PasskeyRegistration['credential'] | null> {
  const made = await orDeclined(() =>
    startRegistration({
      optionsJSON: { ...options, excludeCredentials: options.excludeCredentials.map(withKnownTransports) },
    }),
  )
  if (made === null) return null
  const { type, id, rawId, response } = made
  const { clientDataJSON, attestationObject, transports } = response
  return {
    ...{ type, id, rawId },
    response: { clientDataJSON, attestationObject, ...(transports === undefined ? {} : { transports }) },
  }
}

/** Ends what is asked for quietly. */
export function stopAsking(): void {
  WebAuthnAbortService.cancelCeremony()
}

async function orDeclined<Value>(ceremony: () => Promise<Value>): Promise<Value | null> {
  try {
    return await ceremony()
  } catch (failure) {
    if (failure instanceof Error && DECLINED.has(failure.name)) return null
    throw failure
  }
}

type Transport = 'ble' | 'cable' | 'hybrid' | 'internal' | 'nfc' | 'smart-card' | 'usb'

const TRANSPORTS: ReadonlySet<string> = new Set<Transport>([
  ...(['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'] as const),
])

function withKnownTransports<Credential extends { readonly transports: readonly string[] }>(
  credential: Credential,
) {
  return { ...credential, transports: credential.transports.filter(isTransport) }
}

function isTransport(text: string): text is Transport {
  return TRANSPORTS.has(text)
}
