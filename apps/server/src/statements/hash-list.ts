import { createSha256 } from '@rollcall/platform-node'
import type { Sha256 } from '@rollcall/protocol'
import { hashList } from '@rollcall/sync'

const HASH_BYTES = 32

/** Hashes of one block. A list grows by blocks: one that was copied as it grew would hold everybody up, at two million by a tenth of a second. */
const BLOCK_HASHES = 4_096

/** A list of hashes in ascending order, each once, in 32 bytes a hash; and its digest, summed up as it grows. */
export interface HashList {
  readonly count: () => number
  /** Whether these ascend, each once, from the last one. */
  readonly goesOnWith: (hashes: readonly Sha256[]) => boolean
  /** Adds hashes behind the last. Answers false, with nothing added, unless the list goes on with them. */
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
  const blocks: Buffer[] = []
  let count = 0
  const blockOf = (index: number) => {
    const block = blocks[Math.floor(index / BLOCK_HASHES)]
    if (block === undefined) throw new Error(`Cannot read hash ${index}: the list has ${count}`)
    return block
  }
  const placeOf = (index: number) => (index % BLOCK_HASHES) * HASH_BYTES
  const at = (index: number) => blockOf(index).subarray(placeOf(index), placeOf(index) + HASH_BYTES)

  function goesOnWith(hashes: readonly Sha256[]): boolean {
    let last = count === 0 ? '' : at(count - 1).toString('hex')
    for (const sha256 of hashes) {
      if (sha256 <= last) return false
      last = sha256
    }
    return true
  }

  return {
    count: () => count,
    goesOnWith,
    add: (hashes) => {
      if (digest !== null) throw new Error('Cannot add to a list of hashes: it has its digest')
      if (!goesOnWith(hashes)) return false
      for (const sha256 of hashes) {
        if (count % BLOCK_HASHES === 0) blocks.push(Buffer.alloc(BLOCK_HASHES * HASH_BYTES))
        blockOf(count).write(sha256, placeOf(count), 'hex')
        count++
      }
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
