import type { Sha256, StatementBody } from '@rollcall/protocol'
import { canonicalJson } from './canonical-json.ts'

/** What is signed of a statement, in UTF-8: its body as canonical JSON. */
export function statementText(body: StatementBody): string {
  return canonicalJson(body)
}

/**
 * What `listDigest` of a statement is the SHA-256 of: each hash once, in order, a line each, the last one ended too. Of no hashes it is
 * the empty text.
 */
export function hashList(hashes: Iterable<Sha256>): string {
  const sorted = [...new Set(hashes)].toSorted()
  return sorted.map((sha256) => `${sha256}\n`).join('')
}
