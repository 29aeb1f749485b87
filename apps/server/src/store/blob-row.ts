import type { Sha256 } from '@rollcall/protocol'
import type { Row } from './columns.ts'
import { countOf, textOf } from './columns.ts'

/** Verified bytes of a library. `lost`: a later check found them missing or changed. */
export interface BlobRow {
  readonly sha256: Sha256
  readonly bytes: number
  readonly state: 'durable' | 'lost'
  readonly verifiedAt: number
}

/** A blob out of the columns of its row. */
export function blobOf(row: Row): BlobRow {
  return {
    sha256: textOf(row, 'sha256') as Sha256,
    bytes: countOf(row, 'bytes'),
    state: textOf(row, 'state') === 'durable' ? 'durable' : 'lost',
    verifiedAt: countOf(row, 'verified_at'),
  }
}
