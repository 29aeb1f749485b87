import { z } from 'zod'
import { commandSchema } from './command.ts'
import { deviceSettingSchema } from './device-settings.ts'
import { factsSchema } from './facts.ts'
import { REPORT_ITEMS_MAX } from './limits.ts'
import { countSchema, timeSchema } from './numbers.ts'

/*
 * What the doctor says, on the device itself and of it from any other. Sentences are for people and are made from `code` and `facts`,
 * which are for tools.
 */

/** The seven causes for which photos stop syncing, in the order in which they are asked about. */
export const checkIdSchema = z.enum([
  'settings',
  'connection',
  'cloud_storage',
  'device_storage',
  'stuck',
  'outdated',
  'power',
])
/** See {@link checkIdSchema}. */
export type CheckId = z.infer<typeof checkIdSchema>

/** What a fix does. `by_hand`: only a person can, outside of Rollcall. */
const fixActionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('setting'), setting: deviceSettingSchema }),
  z.object({ kind: z.literal('command'), command: commandSchema }),
  /** A line for the terminal of the device. */
  z.object({ kind: z.literal('run'), line: z.string().max(1_000) }),
  z.object({ kind: z.literal('by_hand') }),
])

/** A fix that can be chosen by its id. `preview` says what will happen and how much it concerns, computed by what then acts [R7]. */
export const fixSchema = z.object({
  id: z.string().regex(/^[a-z0-9_]{1,60}$/),
  label: z.string().max(200),
  preview: z.string().max(1_000),
  action: fixActionSchema,
  /** Whether choosing another fix, or the setting again, takes it back without loss. */
  isReversible: z.boolean(),
  /** Items that would move then, and do not now. */
  items: countSchema,
  bytes: countSchema,
})
/** See {@link fixSchema}. */
export type Fix = z.infer<typeof fixSchema>

/** A reason with what it concerns. `code` is one of the catalogue in sync; `since` in wall milliseconds of the server or device. */
export const findingSchema = z.object({
  code: z.string().max(60),
  facts: factsSchema,
  sentence: z.string().max(1_000),
  since: timeSchema.nullable(),
  nextTry: timeSchema.nullable(),
  /** Who can mend it. */
  mender: z.enum(['nobody', 'you', 'server_owner']),
  items: countSchema,
  bytes: countSchema,
  /** Some of the items, to open. */
  paths: z.array(z.string().max(2_000)).max(REPORT_ITEMS_MAX),
})
/** See {@link findingSchema}. */
export type DoctorFinding = z.infer<typeof findingSchema>

/** One of the seven checks. `unknown` is an answer too: `sentence` says why it cannot be known. */
export const doctorCheckSchema = z.object({
  id: checkIdSchema,
  state: z.enum(['ok', 'waiting', 'attention', 'unknown']),
  sentence: z.string().max(1_000),
  /** What was measured, a line each. */
  evidence: z.array(z.string().max(500)).max(50),
  findings: z.array(findingSchema).max(50),
  fixes: z.array(fixSchema).max(20),
})
/** See {@link doctorCheckSchema}. */
export type DoctorCheck = z.infer<typeof doctorCheckSchema>

/** A doctor's report. `checks` has each of the seven once; the one to mend first is named by `first`. */
export const doctorReportSchema = z.object({
  device: z.string(),
  madeAt: timeSchema,
  /** When the device itself was last heard; equal to `madeAt` on the device. */
  heardAt: timeSchema.nullable(),
  verdict: z.enum(['all_safe', 'in_progress', 'waiting', 'attention', 'unknown']),
  sentence: z.string().max(1_000),
  first: checkIdSchema.nullable(),
  checks: z.array(doctorCheckSchema).length(7),
  milliseconds: countSchema,
})
/** See {@link doctorReportSchema}. */
export type DoctorReport = z.infer<typeof doctorReportSchema>
