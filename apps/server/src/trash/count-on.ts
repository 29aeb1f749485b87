import type { Clock } from '@rollcall/sync'
import type { Log } from '../log/log.ts'
import type { Store } from '../store/store.ts'
import type { TimeCount } from './count-time.ts'
import { countTime, formatCount, parseCount } from './count-time.ts'

/** Where the count of time is kept. */
const COUNT_SETTING = 'counted_time'

/** What counting needs of the world. */
interface CountPorts {
  readonly store: Pick<Store, 'accounts'>
  readonly clock: Pick<Clock, 'now' | 'monotonic' | 'bootId'>
  readonly log: Log
}

/** Counts the time since it was last counted, keeps the count, and tells of a clock that was set forward. */
export async function countOn({ store, clock, log }: CountPorts): Promise<TimeCount> {
  const last = parseCount(await store.accounts.setting(COUNT_SETTING))
  const { count, jumpMs } = countTime(last, clock)
  if (jumpMs > 0) {
    log.error('the clock went ahead of the time that was counted; what is in the trash stays longer', {
      hours: Math.round(jumpMs / 3600_000),
    })
  }
  await store.accounts.putSetting(COUNT_SETTING, formatCount(count))
  return count
}

/** How much time has been counted until this moment, without keeping it; milliseconds. */
export async function countedNow({ store, clock }: Omit<CountPorts, 'log'>): Promise<number> {
  return countTime(parseCount(await store.accounts.setting(COUNT_SETTING)), clock).count.countedMs
}
