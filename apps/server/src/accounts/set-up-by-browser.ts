import type { Outcome, Problem, Session } from '@rollcall/protocol'
import { accepted, problem, refused } from '@rollcall/protocol'
import type { PlanBook } from '../storage/plan-book.ts'
import { fixedPlans, startOfNew } from '../storage/plan-book.ts'
import type { SessionPorts } from './open-session.ts'
import { openSession } from './open-session.ts'
import { problemOfAccount } from './problem-of-account.ts'
import { setUp } from './setup.ts'

/** What the owner of a new server has typed, and the token of the link that they came by. */
export interface SetUpWish {
  readonly token: string
  readonly account: string
  readonly password: string
  readonly deviceName: string
  /** Bytes; null: no limit. Without it the account has the plan for new ones. */
  readonly quotaBytes?: number | null
}

/**
 * Makes the owner's account, with that quota, and signs the device in. Refuses `already_set_up`, `wrong_setup_token`, and
 * `bad_request` for a name or a password that is of no use.
 */
export async function setUpByBrowser(
  ports: SessionPorts & { readonly plans?: PlanBook },
  { token, account, password, deviceName, quotaBytes }: SetUpWish,
): Promise<Outcome<Session, Problem>> {
  const { plans = fixedPlans() } = ports
  const made = await setUp(ports, token, {
    name: account,
    password,
    ...startOfNew(await plans.read(), quotaBytes),
  })
  return made.ok
    ? accepted(await openSession(ports, made.value, deviceName))
    : refused(made.refusal === 'wrong_token' ? problem('wrong_setup_token') : problemOfAccount(made.refusal))
}
