import { z } from 'zod'
import { countSchema } from './numbers.ts'

/**
 * What a device measures about itself. Null: it cannot be known; `unknown` says why, by the name of the condition. A device without a
 * battery is always charging.
 */
export const measuredConditionsSchema = z.object({
  network: z.enum(['none', 'ethernet', 'wifi', 'mobile', 'other']).nullable(),
  /** Whether the network is paid for by volume, as the system tells. */
  isMetered: z.boolean().nullable(),
  isRoaming: z.boolean().nullable(),
  isLowData: z.boolean().nullable(),
  isCharging: z.boolean().nullable(),
  /** Per cent; null also when there is no battery. */
  batteryPercent: z.number().min(0).max(100).nullable(),
  isLowPower: z.boolean().nullable(),
  isTooHot: z.boolean().nullable(),
  /** Bytes that the disk of the folder can still take. */
  freeBytes: countSchema.nullable(),
  /** The device's wall clock less the server's, milliseconds. */
  clockOffsetMs: z.number().int().nullable(),
  /** Whether the system lets Rollcall see all photos. */
  access: z.enum(['full', 'limited']).nullable(),
  /** Minute of the day on the device's wall. */
  minuteOfDay: countSchema.max(24 * 60 - 1),
  unknown: z.record(z.string().max(40), z.string().max(300)),
})
/** See {@link measuredConditionsSchema}. */
export type MeasuredConditions = z.infer<typeof measuredConditionsSchema>
