import { z } from 'zod'
import { assetIdSchema, deviceIdSchema } from './ids.ts'
import { COMMAND_ASSETS_MAX, NAME_MAX } from './limits.ts'
import { countSchema } from './numbers.ts'

/** Who does a command: a device, or the server. */
export const commandTargetSchema = z.union([deviceIdSchema, z.literal('server')])
/** See {@link commandTargetSchema}. */
export type CommandTarget = z.infer<typeof commandTargetSchema>

/**
 * A fix that somebody chose on one device for another. It travels in the feed, is done there once, and its result comes back. None
 * of them deletes anything. The union is closed.
 */
export const commandSchema = z.discriminatedUnion('what', [
  /** Ends the sync engine and starts it again from what is on the disk. */
  z.object({ what: z.literal('restart_sync') }),
  /** Closes every connection, forgets how the last talk went and which address answered, and tries again at once. */
  z.object({ what: z.literal('reset_connections') }),
  /** Tries again at once what has failed before. */
  z.object({ what: z.literal('retry') }),
  /** What waits now may use mobile data, without limit, this once. */
  z.object({ what: z.literal('allow_mobile_once') }),
  /** What waits now moves without regard to power, Wi-Fi, low data and the hour, once. */
  z.object({ what: z.literal('sync_now') }),
  /** Replaces originals by smaller versions, the least recently used first, until so many bytes are free; null: as the settings say. */
  z.object({ what: z.literal('free_up_space'), bytes: countSchema.nullable() }),
  /** Brings originals back; null: all of them. */
  z.object({
    what: z.literal('fetch'),
    assetIds: z.array(assetIdSchema).min(1).max(COMMAND_ASSETS_MAX).nullable(),
  }),
  /** Runs the doctor there and sends a fresh report. */
  z.object({ what: z.literal('check') }),
  /** Says there how to update, in the exact words. */
  z.object({ what: z.literal('update') }),
  /** Takes another storage plan. Of the server only. */
  z.object({ what: z.literal('change_plan'), plan: z.string().min(1).max(NAME_MAX) }),
])
/** See {@link commandSchema}. */
export type Command = z.infer<typeof commandSchema>

/** What a command is to do. */
export type CommandKind = Command['what']

/** The names of all commands. */
export const commandKindSchema = z.enum([
  'restart_sync',
  'reset_connections',
  'retry',
  'allow_mobile_once',
  'sync_now',
  'free_up_space',
  'fetch',
  'check',
  'update',
  'change_plan',
])
