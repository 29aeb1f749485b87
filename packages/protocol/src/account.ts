import { z } from 'zod'
import { timeSchema } from './numbers.ts'
import { accountIdSchema, deviceIdSchema, libraryIdSchema } from './ids.ts'
import { NAME_MAX, PASSWORD_MAX } from './limits.ts'

/** An account's or a device's name, as people read it. No control characters: it is printed in terminals. */
export const personalNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(NAME_MAX)
  .regex(/^[^\p{Cc}]*$/u, 'must not contain control characters')

/** Signs a new device in with a password. */
export const signInSchema = z.object({
  account: personalNameSchema,
  password: z.string().min(1).max(PASSWORD_MAX),
  deviceName: personalNameSchema,
})

/** A library that an account is a member of. `idKey` (hex) is the secret that asset ids are derived with. */
export const membershipSchema = z.object({
  libraryId: libraryIdSchema,
  name: z.string(),
  role: z.enum(['owner']),
  idKey: z.string().regex(/^[0-9a-f]{64}$/),
})

/** What a fresh sign-in gets. The token is shown once; the server keeps only its hash. */
export const sessionSchema = z.object({
  token: z.string().min(20).max(200),
  deviceId: deviceIdSchema,
  deviceName: z.string(),
  accountId: accountIdSchema,
  account: z.string(),
  libraries: z.array(membershipSchema).min(1),
})
/** See {@link sessionSchema}. */
export type Session = z.infer<typeof sessionSchema>

/** Who the caller is. */
export const identitySchema = sessionSchema.omit({ token: true }).extend({ serverVersion: z.string() })
/** See {@link identitySchema}. */
export type Identity = z.infer<typeof identitySchema>

/** A device of the caller's account. */
export const deviceSchema = z.object({
  deviceId: deviceIdSchema,
  name: z.string(),
  createdAt: timeSchema,
  lastSeenAt: timeSchema,
  current: z.boolean(),
})
/** See {@link deviceSchema}. */
export type Device = z.infer<typeof deviceSchema>

/** Asks for a code by which another signed-in device lets this one in (after RFC 8628). */
export const deviceCodeRequestSchema = z.object({ deviceName: personalNameSchema })

/** `userCode` is read out by a person; `deviceCode` is the secret with which the new device asks again. */
export const deviceCodeSchema = z.object({
  deviceCode: z.string().min(20).max(200),
  userCode: z.string().min(8).max(20),
  expiresAt: timeSchema,
  intervalMs: z.number().int().positive(),
})
/** See {@link deviceCodeSchema}. */
export type DeviceCode = z.infer<typeof deviceCodeSchema>

/** A device that shows a code and waits to be let in, as told to whoever is to approve it. `address`: where it asks from, if that is known. */
export const waitingDeviceSchema = z.object({
  deviceName: z.string(),
  address: z.string().nullable(),
  expiresAt: timeSchema,
})
/** See {@link waitingDeviceSchema}. */
export type WaitingDevice = z.infer<typeof waitingDeviceSchema>

/** The new device's question: am I let in yet? Answers a session, or refuses with `authorization_pending`. */
export const deviceCodeTokenSchema = z.object({ deviceCode: z.string().min(20).max(200) })

/** A signed-in device lets the device with this code in. */
export const deviceCodeApprovalSchema = z.object({ userCode: z.string().min(8).max(20) })
