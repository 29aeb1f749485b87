import { z } from 'zod'
import { personalNameSchema } from './account.ts'
import { measuredConditionsSchema } from './conditions.ts'
import { cursorTextSchema } from './cursor.ts'
import { findingSchema } from './doctor.ts'
import { deviceIdSchema } from './ids.ts'
import { REPORT_ITEMS_MAX } from './limits.ts'
import { countSchema, timeSchema } from './numbers.ts'

/** How the engine of a device is. `safe_mode`: it crashed again and again, and only talks until somebody restarts it, or time does. */
export const engineHealthSchema = z.object({
  state: z.enum(['running', 'not_running', 'stalled', 'crash_loop', 'suspended']),
  since: timeSchema.nullable(),
  /** What it was at when it was last heard. */
  step: z.string().max(60).nullable(),
  crashes: countSchema,
  /** When the system last let neither the engine nor the process that keeps it going run, as while a laptop is closed. */
  slept: z.object({ from: timeSchema, until: timeSchema }).exactOptional(),
})
/** See {@link engineHealthSchema}. */
export type EngineHealth = z.infer<typeof engineHealthSchema>

/** What a device tells of itself: its roll call, why what is not safe is not, and what it measured. The server keeps the last one. */
export const deviceReportSchema = z.object({
  version: z.string().max(60),
  platform: z.string().max(100),
  total: countSchema,
  bytes: countSchema,
  counts: z.object({
    safe: countSchema,
    inProgress: countSchema,
    waiting: countSchema,
    blocked: countSchema,
    excluded: countSchema,
    deleted: countSchema,
  }),
  /** Originals whose bytes are here, and how many of all are. */
  originalsHere: countSchema,
  originalBytesHere: countSchema,
  /** One for each reason that keeps something from being safe, most items first. */
  findings: z.array(findingSchema).max(60),
  /** What stands behind those, for when they are mended; absent from older clients. Its counts overlap with theirs. */
  behind: z.array(findingSchema).max(60).exactOptional(),
  /** What settings of the owner leave out, by reason; nothing waits for it. Absent from older clients. */
  leftOut: z.array(findingSchema).max(60).exactOptional(),
  /** By how many bytes what has to be there is more than photos may take there; absent from older clients. */
  overBytes: countSchema.exactOptional(),
  conditions: measuredConditionsSchema,
  engine: engineHealthSchema,
  cursor: cursorTextSchema.nullable(),
  /** Changes made there that wait to be sent. */
  unsent: countSchema,
})
/** See {@link deviceReportSchema}. */
export type DeviceReport = z.infer<typeof deviceReportSchema>

/** A device of the account as others see it. Times by the server's clock. */
export const knownDeviceSchema = z.object({
  deviceId: deviceIdSchema,
  name: personalNameSchema,
  isCurrent: z.boolean(),
  addedAt: timeSchema,
  lastHeardAt: timeSchema,
  reportedAt: timeSchema.nullable(),
  report: deviceReportSchema.nullable(),
  /** Heard of for so long not, while something waited there or nobody knows, that people should look. */
  isQuiet: z.boolean(),
})
/** See {@link knownDeviceSchema}. */
export type KnownDevice = z.infer<typeof knownDeviceSchema>

/** The devices of a library's account, `now` by the server's clock. */
export const knownDevicesSchema = z.object({
  now: timeSchema,
  devices: z.array(knownDeviceSchema).max(REPORT_ITEMS_MAX),
})
/** See {@link knownDevicesSchema}. */
export type KnownDevices = z.infer<typeof knownDevicesSchema>
