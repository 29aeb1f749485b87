import type { DeviceId, LibraryId, Outcome, Problem, Sha256 } from '@rollcall/protocol'
import { accepted, problem, refused, STATEMENT_LIST_MAX } from '@rollcall/protocol'
import type { Clock } from '@rollcall/sync'
import type { VerifyPorts } from '../uploads/verify-ports.ts'
import type { HashCheck } from './check-hashes.ts'
import { openCheck, takeHashes } from './check-hashes.ts'

/** Lists that are kept at once, over all libraries: 64 MB each at the most. The one that was used longest ago goes first. */
const LISTS_MAX = 4

/** A list that nobody adds to is forgotten after so long. */
const LIST_KEPT_MS = 15 * 60_000

/** Who a list is for: a device has one at a time. */
export interface ListOwner {
  readonly libraryId: LibraryId
  readonly deviceId: DeviceId
}

/** Some of a list: hashes in ascending order, from number `from` of it on. */
export interface ListPage {
  readonly listId: string
  readonly from: number
  readonly hashes: readonly Sha256[]
}

/** Lists of hashes that are too long for one request, looked at as they come. They are in memory: a device begins anew when one is gone. */
export interface StatementLists {
  /**
   * Adds to a list, or begins one anew at 0, and answers how many hashes it has. The last page again changes nothing. Refuses `not_found` when
   * it does not go on where the list ends, as after a restart, `bad_request` unless the hashes ascend, and `too_large` beyond
   * `STATEMENT_LIST_MAX`.
   */
  readonly take: (
    ports: VerifyPorts,
    owner: ListOwner,
    page: ListPage,
  ) => Promise<Outcome<{ readonly taken: number }, Problem>>
  /** The check of a whole list of so many hashes; null when there is none such. It stays, so that a lost answer can be asked for again. */
  readonly find: (
    owner: ListOwner,
    list: { readonly listId: string; readonly hashes: number },
  ) => Promise<HashCheck | null>
}

interface KeptList {
  readonly listId: string
  readonly check: HashCheck
  usedAt: number
  /** Pages are taken one after the other, however they arrive. */
  turn: Promise<unknown>
}

/** Begins without lists. */
export function createStatementLists(clock: Pick<Clock, 'monotonic'>): StatementLists {
  const lists = new Map<string, KeptList>()
  const keyOf = ({ libraryId, deviceId }: ListOwner) => `${libraryId} ${deviceId}`
  const forget = () => {
    const oldest = [...lists].toSorted(([, one], [, other]) => one.usedAt - other.usedAt)
    for (const [index, [key, { usedAt }]] of oldest.entries())
      if (oldest.length - index > LISTS_MAX || clock.monotonic() - usedAt > LIST_KEPT_MS) lists.delete(key)
  }
  const open = (key: string, listId: string) => {
    const list = { listId, check: openCheck(), usedAt: clock.monotonic(), turn: Promise.resolve() }
    lists.set(key, list)
    return list
  }

  return {
    take: async (ports, owner, page) => {
      const key = keyOf(owner)
      const known = lists.get(key)
      const going = known?.listId === page.listId ? known : null
      const list = page.from === 0 ? open(key, page.listId) : going
      forget()
      if (list === null) return refused(problem('not_found', { listId: page.listId }))
      const taking = list.turn.then(() => takePage(ports, owner, list, page))
      list.turn = taking.catch(() => {
        // A look that broke off leaves a list of which nobody knows what was looked at.
        if (lists.get(key) === list) lists.delete(key)
      })
      const taken = await taking
      list.usedAt = clock.monotonic()
      return taken
    },
    find: async (owner, { listId, hashes }) => {
      forget()
      const list = lists.get(keyOf(owner))
      // A page that is still looked at is no part of it yet.
      await list?.turn
      if (list === undefined || lists.get(keyOf(owner)) !== list) return null
      if (list.listId !== listId || list.check.list.count() !== hashes) return null
      list.usedAt = clock.monotonic()
      return list.check
    },
  }
}

async function takePage(
  ports: VerifyPorts,
  { libraryId }: ListOwner,
  { listId, check }: KeptList,
  { from, hashes }: ListPage,
): Promise<Outcome<{ readonly taken: number }, Problem>> {
  const count = check.list.count()
  const isAgain = count === from + hashes.length && check.list.endsIn(hashes)
  if (isAgain) return accepted({ taken: count })
  if (count !== from) return refused(problem('not_found', { listId, taken: count }))
  if (count + hashes.length > STATEMENT_LIST_MAX)
    return refused(problem('too_large', { hashes: count + hashes.length, hashesMax: STATEMENT_LIST_MAX }))
  if (await takeHashes(ports, libraryId, check, hashes)) return accepted({ taken: check.list.count() })
  return refused(problem('bad_request', { path: 'body.hashes', message: 'must ascend, each once' }))
}
