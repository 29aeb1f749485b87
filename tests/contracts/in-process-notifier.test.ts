import { createSystemClock } from '@rollcall/platform-node'
import { createInProcessNotifier } from '@rollcall/server'
import { notifierContract } from './notifier-contract.ts'

/** Twice the time in which pokes are gathered. */
const SETTLED_MS = 100

notifierContract('createInProcessNotifier()', () => {
  const clock = createSystemClock()
  return { notifier: createInProcessNotifier(clock), settle: () => clock.sleep(SETTLED_MS) }
})
