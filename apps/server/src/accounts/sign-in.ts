import type { Outcome, Problem, Session } from '@rollcall/protocol'
import { accepted, problem, refused } from '@rollcall/protocol'
import { nameKey } from '@rollcall/sync'
import type { AccountRow } from '../store/store.ts'
import type { AccountPorts } from './account-ports.ts'
import { addressKey } from './address-key.ts'
import type { Gates } from './gates.ts'
import type { SessionPorts } from './open-session.ts'
import { openSession } from './open-session.ts'

/** A password, and where it comes from. */
export interface PasswordAttempt {
  readonly account: string
  readonly password: string
  readonly address: string | undefined
}

/** Signs a device in with a password. Refuses as {@link checkPassword} does. */
export async function signIn(
  ports: SessionPorts & { readonly gates: Gates },
  attempt: PasswordAttempt & { readonly deviceName: string },
): Promise<Outcome<Session, Problem>> {
  const account = await checkPassword(ports, attempt)
  return account.ok ? accepted(await openSession(ports, account.value, attempt.deviceName)) : account
}

/**
 * Answers the account that a password is of. Refuses `wrong_password` for an account that does not exist just as, and just as
 * slowly as, for a wrong password; refuses `throttled` before looking at anything.
 */
export async function checkPassword(
  ports: AccountPorts & { readonly gates: Gates },
  attempt: PasswordAttempt,
): Promise<Outcome<AccountRow, Problem>> {
  const { signInByAccount, signInByAddress } = ports.gates
  const address = addressKey(attempt.address)
  const accountAtAddress = `${nameKey(attempt.account)} ${address}`
  const retryAfterMs = signInByAddress.begin([address]) || signInByAccount.begin([accountAtAddress])
  if (retryAfterMs > 0) return refused(problem('throttled', { retryAfterMs }))

  const { store, passwordHasher } = ports
  const account = await store.accounts.byName(attempt.account)
  const isRight = await passwordHasher.isRight(
    account?.passwordHash ?? passwordHasher.decoy,
    attempt.password,
  )
  if (account === null || !isRight) return refused(problem('wrong_password'))
  signInByAddress.forgive(address)
  signInByAccount.forget(accountAtAddress)
  return accepted(account)
}
