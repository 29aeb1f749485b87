import type { Outcome, Problem, Sha256, Statement } from '@rollcall/protocol'
import { STATEMENT_PAGE_MAX } from '@rollcall/protocol'
import type { LeaseApi } from '@rollcall/platform-client'
import { listDigestOf } from './verify-statement.ts'

/** A server that was started again has forgotten the list, and gets it anew so often. */
const BEGINNINGS_MAX = 3

/**
 * Has the server sign that it holds every one of these originals [R6], however many: what is too long for one request is sent in pages,
 * which the server looks at as they come. Refuses what the server does. Run again, it begins anew.
 */
export async function askStatement(
  api: Pick<LeaseApi, 'statement' | 'statementPage'>,
  hashes: readonly Sha256[],
  ignored: number,
): Promise<Outcome<Statement, Problem>> {
  const sorted = [...new Set(hashes)].toSorted()
  if (sorted.length <= STATEMENT_PAGE_MAX) return await api.statement(sorted, ignored)
  const listId = listDigestOf(sorted).slice(0, 32)
  for (let beginning = 1; ; beginning++) {
    const signed = await sendAndSign(api, sorted, { listId, ignored })
    if (signed.ok || signed.refusal.code !== 'not_found' || beginning >= BEGINNINGS_MAX) return signed
  }
}

async function sendAndSign(
  api: Pick<LeaseApi, 'statement' | 'statementPage'>,
  sorted: readonly Sha256[],
  { listId, ignored }: { readonly listId: string; readonly ignored: number },
): Promise<Outcome<Statement, Problem>> {
  for (let from = 0; from < sorted.length; from += STATEMENT_PAGE_MAX) {
    const page = sorted.slice(from, from + STATEMENT_PAGE_MAX)
    const taken = await api.statementPage({ listId, from, hashes: page })
    if (!taken.ok) return taken
  }
  return await api.statement([], ignored, { listId, hashes: sorted.length })
}
