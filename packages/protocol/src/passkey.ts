import { z } from 'zod'
import { personalNameSchema } from './account.ts'
import { PASSKEYS_MAX } from './limits.ts'
import { timeSchema } from './numbers.ts'

/*
 * Passkeys: the shapes of Web Authentication, Level 3 (https://www.w3.org/TR/webauthn-3/), section 5.1, in its JSON form, as far as Rollcall
 * uses them. Bytes are base64url without padding. What a browser says beyond them is dropped.
 */

/** Base64url letters of a credential's id; authenticators make up to 1,023 bytes. */
const CREDENTIAL_ID_MAX = 1_364

/** Base64url letters of what an authenticator answers; a P-256 registration has about 300. */
const AUTHENTICATOR_ANSWER_MAX = 16_384

/** Base64url letters of 32 bytes of challenge, and of a user handle of at most 64 bytes. */
const CHALLENGE_LENGTH = 43
const USER_HANDLE_MAX = 86

/** Ways in which an authenticator is reached, such as `internal` or `usb`. */
const TRANSPORTS_MAX = 8
const TRANSPORT_MAX = 32

const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/, 'must be base64url')
const credentialId = base64url.max(CREDENTIAL_ID_MAX)
const authenticatorAnswer = base64url.max(AUTHENTICATOR_ANSWER_MAX)
const challenge = base64url.length(CHALLENGE_LENGTH)
const hostName = z.string().min(1).max(253)
const timeout = z.number().int().positive()
const transports = z.array(z.string().min(1).max(TRANSPORT_MAX)).max(TRANSPORTS_MAX)

const knownCredential = z.object({
  type: z.literal('public-key'),
  id: credentialId,
  transports,
})

/** A passkey of the caller's account. `passkeyId` is its credential id, `host` the name of the server that it is good at. */
export const passkeySchema = z.object({
  passkeyId: credentialId,
  name: z.string(),
  host: hostName,
  createdAt: timeSchema,
  /** Null: not used yet. */
  lastUsedAt: timeSchema.nullable(),
})
/** See {@link passkeySchema}. */
export type Passkey = z.infer<typeof passkeySchema>

/** What a browser makes a passkey from: `PublicKeyCredentialCreationOptionsJSON`. Its challenge is good once, for five minutes. */
export const passkeyCreationSchema = z.object({
  challenge,
  rp: z.object({ id: hostName, name: z.string() }),
  user: z.object({ id: base64url.max(USER_HANDLE_MAX), name: z.string(), displayName: z.string() }),
  pubKeyCredParams: z.array(z.object({ type: z.literal('public-key'), alg: z.number().int() })).min(1),
  timeout,
  excludeCredentials: z.array(knownCredential).max(PASSKEYS_MAX),
  authenticatorSelection: z.object({
    residentKey: z.literal('required'),
    requireResidentKey: z.literal(true),
    userVerification: z.literal('required'),
  }),
  attestation: z.literal('none'),
})
/** See {@link passkeyCreationSchema}. */
export type PasskeyCreation = z.infer<typeof passkeyCreationSchema>

/** A passkey that a browser has made: `RegistrationResponseJSON`, and how people call it. */
export const passkeyRegistrationSchema = z.object({
  name: personalNameSchema,
  credential: z.object({
    type: z.literal('public-key'),
    id: credentialId,
    rawId: credentialId,
    response: z.object({
      clientDataJSON: authenticatorAnswer,
      attestationObject: authenticatorAnswer,
      transports: transports.exactOptional(),
    }),
  }),
})
/** See {@link passkeyRegistrationSchema}. */
export type PasskeyRegistration = z.infer<typeof passkeyRegistrationSchema>

/**
 * What a browser asks a passkey for: `PublicKeyCredentialRequestOptionsJSON`. `allowCredentials` is empty when any passkey of this server
 * will do, so nobody has to say who they are first. Its challenge is good once, for five minutes.
 */
export const passkeyRequestSchema = z.object({
  challenge,
  rpId: hostName,
  allowCredentials: z.array(knownCredential).max(PASSKEYS_MAX),
  timeout,
  userVerification: z.literal('required'),
})
/** See {@link passkeyRequestSchema}. */
export type PasskeyRequest = z.infer<typeof passkeyRequestSchema>

/** What a passkey has signed: `AuthenticationResponseJSON`. */
export const passkeyAssertionSchema = z.object({
  type: z.literal('public-key'),
  id: credentialId,
  rawId: credentialId,
  response: z.object({
    clientDataJSON: authenticatorAnswer,
    authenticatorData: authenticatorAnswer,
    signature: authenticatorAnswer,
    /** The account that the passkey is of. Null or absent: it did not say. */
    userHandle: base64url.max(USER_HANDLE_MAX).nullable().exactOptional(),
  }),
})
/** See {@link passkeyAssertionSchema}. */
export type PasskeyAssertion = z.infer<typeof passkeyAssertionSchema>

/** Signs a browser in with a passkey. */
export const passkeySignInSchema = z.object({
  deviceName: personalNameSchema,
  credential: passkeyAssertionSchema,
})
