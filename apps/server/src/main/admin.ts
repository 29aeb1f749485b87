import type { AccountRefusal } from '../accounts/create-account.ts'
import { createAccount, PASSWORD_MIN } from '../accounts/create-account.ts'
import { formatSize } from '../accounts/size.ts'
import type { ServerPorts } from '../http/server-ports.ts'
import { fixedPlans, startOfNew } from '../storage/plan-book.ts'
import { UsageProblem } from './usage-problem.ts'

type Say = (line: string) => void

/** What `rollcall admin` works on: the data folder's ports, while a server runs on them or not. */
type AdminPorts = Pick<ServerPorts, 'store' | 'clock' | 'random' | 'passwordHasher' | 'log' | 'plans'>

/** Makes an account; the first one owns the server. Without a quota it has the plan for new accounts. Throws a {@link UsageProblem} with what is in the way. */
export async function adminCreateAccount(
  ports: AdminPorts,
  wish: { readonly name: string; readonly password: string; readonly quotaBytes?: number | null },
  say: Say,
): Promise<void> {
  const { plans = fixedPlans() } = ports
  const start = startOfNew(await plans.read(), wish.quotaBytes)
  const made = await createAccount(ports, { ...wish, ...start })
  if (!made.ok) throw new UsageProblem(SENTENCES[made.refusal])
  const { name, isOwner } = made.value
  say(`Created ${isOwner ? 'the owner’s account' : 'account'} ${name} with ${quotaWords(start.quotaBytes)}.`)
}

const SENTENCES: Readonly<Record<AccountRefusal, string>> = {
  name_taken: 'There is an account of that name. Choose another name.',
  name_unusable: 'A name needs 1 to 100 characters, none of them a control character.',
  password_too_short: `A password needs ${PASSWORD_MIN} characters or more.`,
  password_too_long: 'That password is too long.',
  already_set_up: 'This server already has its owner.',
}

/** Lists accounts with what they use, as a table or as JSON. */
export async function adminList(ports: AdminPorts, asJson: boolean, say: Say): Promise<void> {
  const accounts = await ports.store.accounts.list()
  if (asJson) {
    const rows = accounts.map(({ name, isOwner, usedBytes, quotaBytes }) => ({
      name,
      isOwner,
      usedBytes,
      quotaBytes,
    }))
    say(JSON.stringify(rows, null, 2))
    return
  }
  if (accounts.length === 0) say('There are no accounts yet.')
  const width = Math.max(0, ...accounts.map(({ name }) => name.length))
  for (const { name, isOwner, usedBytes, quotaBytes } of accounts) {
    const limit = quotaBytes === null ? 'no limit' : `of ${formatSize(quotaBytes)}`
    say(`${name.padEnd(width)}  ${formatSize(usedBytes)} ${limit}${isOwner ? ' (owner)' : ''}`)
  }
}

/** Sets or lifts an account's limit, which then is its own and no plan's. Lowering it below what is used deletes nothing; only new originals wait [R8]. */
export async function adminSetQuota(
  ports: AdminPorts,
  name: string,
  quotaBytes: number | null,
  say: Say,
): Promise<void> {
  const account = await ports.store.accounts.byName(name)
  if (account === null)
    throw new UsageProblem(`There is no account ${name}. \`rollcall admin list\` shows them.`)
  const usedBytes = await ports.store.write(account.libraryId, (writer) => {
    writer.setQuota(quotaBytes)
    writer.putStorageChoice({ ...writer.storageChoice(), planId: null })
    return writer.library().usedBytes
  })
  say(`${account.name} now has ${quotaWords(quotaBytes)}; ${formatSize(usedBytes)} of it are used.`)
}

function quotaWords(quotaBytes: number | null): string {
  return quotaBytes === null ? 'no limit' : `a limit of ${formatSize(quotaBytes)}`
}
