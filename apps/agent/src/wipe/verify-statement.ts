import { createSha256, isSignedBy } from '@rollcall/platform-node'
import type { Sha256, Statement } from '@rollcall/protocol'
import { hashList, statementText } from '@rollcall/sync'

/** Whether a statement was signed with the key that it names. Whose key that is, is another question. */
export function isSigned({ body, publicKey, signature }: Statement): boolean {
  return isSignedBy(publicKey, statementText(body), signature)
}

/** Lines that are summed up together: a million at once would be a text of many megabytes. */
const LINES_A_PIECE = 10_000

/** What a statement says of a list of originals: SHA-256 of the list, see `hashList`. */
export function listDigestOf(hashes: Iterable<Sha256>): Sha256 {
  const sorted = [...new Set(hashes)].toSorted()
  const sum = createSha256()
  for (let from = 0; from < sorted.length; from += LINES_A_PIECE)
    sum.update(Buffer.from(hashList(sorted.slice(from, from + LINES_A_PIECE))))
  return sum.digestHex()
}

/** A key (base64) as people compare it: SHA-256 of its bytes, the first 16 of them, four digits at a time. */
export function fingerprintOf(publicKey: string): string {
  const hash = createSha256()
  hash.update(Buffer.from(publicKey, 'base64'))
  return (hash.digestHex().slice(0, 32).match(/.{4}/g) ?? []).join(' ')
}
