import type { AlarmTrial, PushSubscription } from '@rollcall/protocol'
import type { Clock } from '@rollcall/sync'
import type { Log } from '../log/log.ts'
import type { AccountRow, Store } from '../store/store.ts'
import type { AlarmMessage, AlarmPosts, PushKeys } from './alarm-posts.ts'

/** What alarms need of the world. */
export interface AlarmPorts {
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  readonly posts: AlarmPosts
  /** Aborted, nobody is told any more, nor tried again. */
  readonly stop?: AbortSignal
}

/** A message is tried so often on each channel: a network that was away for a moment may be back. */
const TRIES = 3

/** Between the tries: 1 s, then 4 s. */
const FIRST_WAIT_MS = 1_000

/** The setting that keeps the key pair. */
const PUSH_KEYS = 'push_keys'

/** Says something to an account on every channel that it has chosen. Answers what came of it, channel by channel; never rejects for one. */
export async function tellAccount(
  ports: AlarmPorts,
  { accountId }: Pick<AccountRow, 'accountId'>,
  message: AlarmMessage,
): Promise<readonly AlarmTrial[]> {
  const { posts, store } = ports
  const { webhook, email } = await store.reports.channelsOf(accountId)
  const subscriptions = await store.reports.subscriptionsOf(accountId)
  const telling: Promise<AlarmTrial>[] = []
  if (webhook !== null)
    telling.push(attempt(ports, 'webhook', webhook, () => posts.webhook(webhook, message)))
  if (email !== null) telling.push(attempt(ports, 'email', email, () => posts.mail(email, message)))
  const keys = subscriptions.length === 0 ? null : await pushKeys(ports)
  for (const subscription of subscriptions) {
    const tell = () => tellBrowser(ports, { accountId, subscription, keys, message })
    telling.push(attempt(ports, 'push', new URL(subscription.endpoint).origin, tell))
  }
  return await Promise.all(telling)
}

/** The server's key pair, made when it is first asked for. */
export async function pushKeys({ store, posts }: Pick<AlarmPorts, 'store' | 'posts'>): Promise<PushKeys> {
  const kept = await store.accounts.setting(PUSH_KEYS)
  if (kept !== null) return JSON.parse(kept)
  return JSON.parse(await store.accounts.keepSetting(PUSH_KEYS, JSON.stringify(posts.makePushKeys())))
}

async function tellBrowser(
  { posts, store }: AlarmPorts,
  wish: {
    readonly accountId: AccountRow['accountId']
    readonly subscription: PushSubscription
    readonly keys: PushKeys | null
    readonly message: AlarmMessage
  },
): Promise<void> {
  const { accountId, subscription, keys, message } = wish
  if (keys === null) return
  const end = await posts.push(subscription, keys, message)
  if (end === 'gone') await store.reports.dropSubscription(accountId, subscription.endpoint)
}

async function attempt(
  { clock, log, stop }: AlarmPorts,
  channel: AlarmTrial['channel'],
  to: string,
  tell: () => Promise<void>,
): Promise<AlarmTrial> {
  for (let tries = 1; ; tries++) {
    try {
      await tell()
      return { channel, to, why: null }
    } catch (cause) {
      const why = (cause instanceof Error ? cause.message : String(cause)).slice(0, WHY_MAX)
      if (tries < TRIES && stop?.aborted !== true) {
        await clock.sleep(FIRST_WAIT_MS * 4 ** (tries - 1), stop)
        continue
      }
      log.info('an alarm was not taken', { channel, why })
      return { channel, to, why }
    }
  }
}

/** Letters of a reason. */
const WHY_MAX = 500
