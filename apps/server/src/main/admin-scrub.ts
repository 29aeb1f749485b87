import type { Clock } from '@rollcall/sync'
import { formatSize } from '../accounts/size.ts'
import { SCRUB_AFTER_MS } from '../scrub/scrub-due.ts'
import type { Store } from '../store/store.ts'
import type { Verification } from '../store/verification-store.ts'

const DAY_MS = 24 * 3600_000

/** Shows how far the server is with reading stored originals again, a library a line, or as JSON. Changes nothing. */
export async function adminScrub(
  { store, clock }: { readonly store: Store; readonly clock: Pick<Clock, 'now'> },
  asJson: boolean,
  say: (line: string) => void,
): Promise<void> {
  const now = clock.now()
  const rows: (Verification & { readonly account: string })[] = []
  for (const { name, libraryId } of await store.accounts.list()) {
    const found = await store.read(libraryId, (reader) => reader.verification(now - SCRUB_AFTER_MS, now))
    rows.push({ account: name, ...found })
  }
  if (asJson) {
    say(JSON.stringify(rows, null, 2))
    return
  }
  say('A running server reads every stored original again within 30 days.')
  for (const row of rows) say(`${row.account}: ${describeScrub(row, now)}`)
}

function describeScrub(row: Verification, now: number): string {
  const { originals, bytes, oldestVerifiedAt, dueOriginals, dueBytes, lostOriginals } = row
  if (originals + lostOriginals === 0) return 'nothing is stored yet.'
  const words = [`${originals} originals, ${formatSize(bytes)}`]
  if (oldestVerifiedAt !== null) words.push(`each read within the last ${daysSince(oldestVerifiedAt, now)}`)
  words.push(dueOriginals === 0 ? 'none is due' : `${dueOriginals} are due, ${formatSize(dueBytes)}`)
  const lost = lostOriginals === 0 ? '' : ` ${lostOriginals} wait for a device that still has them.`
  return `${words.join(', ')}.${lost}`
}

function daysSince(time: number, now: number): string {
  const days = Math.max(1, Math.ceil((now - time) / DAY_MS))
  return days === 1 ? 'day' : `${days} days`
}
