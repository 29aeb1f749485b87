import type { AccountId, LibraryId, Outcome } from '@rollcall/protocol'
import { accepted, PASSWORD_MAX, personalNameSchema, refused } from '@rollcall/protocol'
import type { AccountRow } from '../store/store.ts'
import type { AccountPorts } from './account-ports.ts'

/** The shortest password, in characters; NIST SP 800-63B asks for eight at least, and for no rules about which. */
export const PASSWORD_MIN = 8

/** The quota of an account whose maker says nothing: 5 GB, in bytes. */
export const DEFAULT_QUOTA_BYTES = 5_000_000_000

/** Bytes of chance in an id, and in the key that asset ids are derived with. */
const ID_BYTES = 16
const ID_KEY_BYTES = 32

/** An account to be. */
export interface AccountWish {
  readonly name: string
  readonly password: string
  /** Bytes; null: no limit. */
  readonly quotaBytes: number | null
  /** The storage plan that the quota is of; null, or without it: none. */
  readonly planId?: string | null
  /** Make it only on a server without accounts. */
  readonly onlyIfFirst?: boolean
}

/** Why an account was not made. */
export type AccountRefusal =
  | 'name_taken'
  | 'name_unusable'
  | 'password_too_short'
  | 'password_too_long'
  | 'already_set_up'

/** Makes an account with an empty library. The first account of a server is its owner. */
export async function createAccount(
  ports: AccountPorts,
  wish: AccountWish,
): Promise<Outcome<AccountRow, AccountRefusal>> {
  const name = personalNameSchema.safeParse(wish.name)
  if (!name.success) return refused('name_unusable')
  if ([...wish.password].length < PASSWORD_MIN) return refused('password_too_short')
  if (wish.password.length > PASSWORD_MAX) return refused('password_too_long')
  const { random, clock, store } = ports
  const account = {
    accountId: random.hex(ID_BYTES) as AccountId,
    name: name.data,
    passwordHash: await ports.passwordHasher.hash(wish.password),
    libraryId: random.hex(ID_BYTES) as LibraryId,
    idKey: random.hex(ID_KEY_BYTES),
    quotaBytes: wish.quotaBytes,
    planId: wish.planId ?? null,
    now: clock.now(),
  }
  const created = await store.accounts.create({ ...account, isOwner: true, onlyIfFirst: true })
  if (created !== null) return announce(ports, created)
  if (wish.onlyIfFirst === true) return refused('already_set_up')
  const further = await store.accounts.create({ ...account, isOwner: false })
  return further === null ? refused('name_taken') : announce(ports, further)
}

function announce(ports: AccountPorts, account: AccountRow): Outcome<AccountRow, AccountRefusal> {
  ports.log.info('account created', { accountId: account.accountId, isOwner: account.isOwner })
  return accepted(account)
}
