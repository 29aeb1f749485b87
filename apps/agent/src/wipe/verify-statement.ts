import { createSha256, isSignedBy, sha256Text } from '@rollcall/platform-node'
import type { Sha256, Statement } from '@rollcall/protocol'
import { hashList, statementText } from '@rollcall/sync'

/** Whether a statement was signed with the key that it names. Whose key that is, is another question. */
export function isSigned({ body, publicKey, signature }: Statement): boolean {
  return isSignedBy(publicKey, statementText(body), signature)
}

/** What a statement says of a list of originals: SHA-256 of the list, see `hashList`. */
export function listDigestOf(hashes: Iterable<Sha256>): Sha256 {
  return sha256Text(hashList(hashes))
}

/** A key (base64) as people compare it: SHA-256 of its bytes, the first 16 of them, four digits at a time. */
export function fingerprintOf(publicKey: string): string {
  const hash = createSha256()
  hash.update(Buffer.from(publicKey, 'base64'))
  return (hash.digestHex().slice(0, 32).match(/.{4}/g) ?? []).join(' ')
}
