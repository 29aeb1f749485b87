import { z } from 'zod'
import { signInSchema } from './account.ts'
import { PASSWORD_MAX } from './limits.ts'
import { countSchema, timeSchema } from './numbers.ts'
import { passkeyAssertionSchema } from './passkey.ts'

/*
 * Sign-in of browsers: the session's token is in a cookie that scripts cannot read, and never in an answer. A session is otherwise asked for
 * with `signInSchema`, `deviceCodeTokenSchema` or `passkeySignInSchema`, and answered with `identitySchema`.
 */

/** What the sign-in page needs to know before anybody has signed in. */
export const serverFactsSchema = z.object({
  name: z.literal('Rollcall'),
  serverVersion: z.string(),
  /** Whether the server has its owner. */
  isSetUp: z.boolean(),
  /** Whether this address can have passkeys: a host name that is no bare number, reached in a way that browsers hold to be safe. */
  passkeys: z.boolean(),
})
/** See {@link serverFactsSchema}. */
export type ServerFacts = z.infer<typeof serverFactsSchema>

/**
 * Creates the account of the server's owner and signs this browser in. `token` is out of the one-time link. `quotaBytes`: its limit; null:
 * none; without it, that of the plan for new accounts.
 */
export const setUpSchema = signInSchema.extend({
  token: z.string().min(1).max(200),
  quotaBytes: countSchema.nullable().exactOptional(),
})

/** Proves that the person before a signed-in browser is still its owner: with the password, or with a passkey. */
export const reauthenticateSchema = z.union([
  z.strictObject({ password: z.string().min(1).max(PASSWORD_MAX) }),
  z.strictObject({ passkey: passkeyAssertionSchema }),
])
/** See {@link reauthenticateSchema}. */
export type Reauthenticate = z.infer<typeof reauthenticateSchema>

/**
 * Until when what is locked, such as hidden photos, may be shown on this device: wall milliseconds of the server, and how many are left.
 * `until` null, and nothing left: it is locked.
 */
export const reauthenticationSchema = z.object({
  until: timeSchema.nullable(),
  leftMs: z.number().int().nonnegative(),
})
/** See {@link reauthenticationSchema}. */
export type Reauthentication = z.infer<typeof reauthenticationSchema>
