import { z } from 'zod'
import { PUSH_SUBSCRIPTIONS_MAX } from './limits.ts'

/*
 * Where people of an account want to hear that a device has gone quiet.
 */

/** Letters of an address, of a web page or of mail. */
const ADDRESS_MAX = 1_000

/** An address that is sent JSON; see {@link quietAlarmSchema}. */
const webhookSchema = z.url({ protocol: /^https?$/ }).max(ADDRESS_MAX)

/** Where to say it; null: not there. */
export const alarmChannelsSchema = z.object({
  webhook: webhookSchema.nullable(),
  email: z.email().max(ADDRESS_MAX).nullable(),
})
/** See {@link alarmChannelsSchema}. */
export type AlarmChannels = z.infer<typeof alarmChannelsSchema>

/** Where it is said, and what this server can do. */
export const alarmsSchema = alarmChannelsSchema.extend({
  /** Whether the owner of the server has told it how to send mail. */
  canMail: z.boolean(),
  /** Browsers that are told by web push. */
  pushSubscriptions: z.number().int().min(0).max(PUSH_SUBSCRIPTIONS_MAX),
  /** What a browser subscribes with (VAPID, RFC 8292), base64url. */
  pushKey: z.string().max(200),
})
/** See {@link alarmsSchema}. */
export type Alarms = z.infer<typeof alarmsSchema>

/** A browser's subscription (W3C Push API), with its keys in base64url. */
export const pushSubscriptionSchema = z.object({
  endpoint: z.url({ protocol: /^https?$/ }).max(2_000),
  keys: z.object({ p256dh: z.string().min(80).max(100), auth: z.string().min(20).max(30) }),
})
/** See {@link pushSubscriptionSchema}. */
export type PushSubscription = z.infer<typeof pushSubscriptionSchema>

/** Which subscription to forget. */
export const pushEndpointSchema = pushSubscriptionSchema.pick({ endpoint: true })

/** What came of telling it on one channel. `why` is null when it was told. */
const alarmTrialSchema = z.object({
  channel: z.enum(['webhook', 'email', 'push']),
  to: z.string().max(2_000),
  why: z.string().max(500).nullable(),
})
/** One channel of a trial. */
export type AlarmTrial = z.infer<typeof alarmTrialSchema>

/** What came of a trial on every channel. */
export const alarmTrialsSchema = z.object({
  trials: z.array(alarmTrialSchema).max(PUSH_SUBSCRIPTIONS_MAX + 2),
})
