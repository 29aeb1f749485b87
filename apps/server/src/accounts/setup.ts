import { timingSafeEqual } from 'node:crypto'
import type { Outcome } from '@rollcall/protocol'
import { refused } from '@rollcall/protocol'
import type { AccountRow } from '../store/store.ts'
import type { AccountPorts } from './account-ports.ts'
import type { AccountRefusal, AccountWish } from './create-account.ts'
import { createAccount } from './create-account.ts'
import { createToken, tokenHashOf } from './tokens.ts'

/** Under which the hash of the setup token is kept. */
const SETTING = 'setup_token_hash'

/**
 * Opens a server's setup: answers the one-time token with which its owner's account is made, or null when there is an
 * account. A further call, as at a second start, makes a new token, and the old one is good for nothing any more.
 */
export async function openSetup(ports: AccountPorts): Promise<string | null> {
  if (await isSetUp(ports)) return null
  const token = createToken('rcs', ports.random)
  await ports.store.accounts.putSetting(SETTING, tokenHashOf(token))
  return token
}

/** Whether the server has its owner. */
export async function isSetUp(ports: Pick<AccountPorts, 'store'>): Promise<boolean> {
  return (await ports.store.accounts.list()).length > 0
}

/** Whether this is the token of the open setup. */
export async function isSetupToken(ports: Pick<AccountPorts, 'store'>, token: string): Promise<boolean> {
  const kept = await ports.store.accounts.setting(SETTING)
  return kept !== null && timingSafeEqual(Buffer.from(kept), Buffer.from(tokenHashOf(token)))
}

/** Makes the owner's account and uses the token up. Of two at the same moment one is refused `already_set_up`. */
export async function setUp(
  ports: AccountPorts,
  token: string,
  wish: AccountWish,
): Promise<Outcome<AccountRow, AccountRefusal | 'wrong_token'>> {
  if (await isSetUp(ports)) return refused('already_set_up')
  if (!(await isSetupToken(ports, token))) return refused('wrong_token')
  const created = await createAccount(ports, { ...wish, onlyIfFirst: true })
  if (created.ok) await ports.store.accounts.putSetting(SETTING, null)
  return created
}
