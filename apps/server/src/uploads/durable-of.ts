import type { Durable } from '@rollcall/protocol'
import type { BlobRow } from '../store/blob-row.ts'

/** The server's word for a blob whose row says that its bytes are durable. */
export function durableOf({ sha256, bytes, verifiedAt }: BlobRow): Durable {
  return { durable: true, sha256, bytes, verifiedAt }
}
