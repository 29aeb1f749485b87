import { createSha256 } from '@rollcall/platform-node'
import type { Sha256 } from '@rollcall/protocol'
import { hashList } from '@rollcall/sync'

const HASH_BYTES = 32

/** Room that a list begins with, in hashes; it doubles as it fills. */
const FIRST_ROOM = 1_024

/** A list of hashes in ascending order, each once, in 32 bytes a hash; and its digest, summed up as it grows. */
export interface HashList {
  readonly count: () => number
  /** Adds hashes behind the last. Answers false, with nothing added, unless all of them ascend from it. */
  readonly add: (hashes: readonly Sha256[]) => boolean
  readonly has: (sha256: Sha256) => boolean
  /** Whether the list ends in exactly these. */
  readonly endsIn: (hashes: readonly Sha256[]) => boolean
  /** SHA-256 of the list as `hashList` in sync writes it. Nothing can be added afterwards. */
  readonly digest: () => Sha256
}

/** Begins a list without hashes. */
export function createHashList(): HashList {
  const sum = createSha256()
  let digest: Sha256 | null = null
  let bytes = Buffer.alloc(FIRST_ROOM * HASH_BYTES)
  let count = 0
  const at = (index: number) => bytes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES)

  return {
    count: () => count,
    add: (hashes) => {
      if (digest !== null) throw new Error('Cannot add to a list of hashes: it has its digest')
      let last = count === 0 ? '' : at(count - 1).toString('hex')
      for (const sha256 of hashes) {
        if (sha256 <= last) return false
        last = sha256
      }
      const room = bytes.length / HASH_BYTES
      if (count + hashes.length > room) {
        const more = Buffer.alloc(Math.max(room * 2, count + hashes.length) * HASH_BYTES)
        bytes.copy(more, 0, 0, count * HASH_BYTES)
        bytes = more
      }
      for (const sha256 of hashes) bytes.write(sha256, count++ * HASH_BYTES, 'hex')
      sum.update(Buffer.from(hashList(hashes)))
      return true
    },
    has: (sha256) => {
      const wanted = Buffer.from(sha256, 'hex')
      let from = 0
      let to = count
      while (from < to) {
        const middle = (from + to) >>> 1
        const order = Buffer.compare(at(middle), wanted)
        if (order === 0) return true
        if (order < 0) from = middle + 1
        else to = middle
      }
      return false
    },
    endsIn: (hashes) =>
      hashes.length <= count &&
      hashes.every((sha256, index) => at(count - hashes.length + index).toString('hex') === sha256),
    digest: () => {
      digest ??= sum.digestHex()
      return digest
    },
  }
}
