/*
 * Which of many pictures look alike, told by hashes of 64 bits in which similar pictures differ little. To compare each with each would
 * take years, so the bits are cut into bands, two more than may differ: two hashes that are near enough have at least two bands in common
 * (no difference has room in them). For every pair of bands, hashes are put into buckets by these two, and compared within a bucket.
 *
 *   4 bits may differ, 6 bands:   00101100011│01110100110│1010011101…      15 pairs of bands, 21 bits a pair
 *                                 ─────────── ───────────
 *
 * Equal hashes are one to begin with, so ten thousand black pictures cost as much as one; and no hash is compared with more than so
 * many others of its bucket. A group is what looks like its first member: likeness is not passed on, or a film would be one group.
 */

/** The most bits in which pictures that look alike can differ; above, buckets grow too large. */
export const LOOK_BITS_MAX = 6

/** Hashes of a bucket that one is compared with, those behind it. Buckets are this large only where thousands look alike. */
const BUCKET_REACH = 256

/** Hashes that one is said to be like. */
const LIKE_MAX = 200

const HASH_BITS = 64
const LOOK = /^[0-9a-f]{16}$/
/** Of pictures in one colour, which look like each other and like nothing. */
const FLAT_LOOKS: ReadonlySet<string> = new Set(['0'.repeat(16), 'f'.repeat(16)])

/**
 * Groups hashes of 16 hex digits that differ in at most `maxBits` bits from the first of their group. Answers positions in `looks`, each
 * in one group at most, none alone; groups and members in the order of `looks`. Null, hashes of one colour and texts that are no hash
 * are in none. Throws when `maxBits` is above {@link LOOK_BITS_MAX}.
 */
export function findLookalikes(
  looks: readonly (string | null)[],
  maxBits: number,
): readonly (readonly number[])[] {
  if (!(maxBits >= 0 && maxBits <= LOOK_BITS_MAX))
    throw new Error(`Cannot compare looks: ${maxBits} bits are not from 0 to ${LOOK_BITS_MAX}`)
  const positions = new Map<string, number[]>()
  looks.forEach((look, position) => {
    if (look === null || !LOOK.test(look) || FLAT_LOOKS.has(look)) return
    const same = positions.get(look)
    if (same === undefined) positions.set(look, [position])
    else same.push(position)
  })
  const distinct = [...positions.keys()]
  const like = findLike(distinct, maxBits)
  const isTaken = new Uint8Array(distinct.length)
  const groups: (readonly number[])[] = []
  for (let first = 0; first < distinct.length; first++) {
    if (isTaken[first] === 1) continue
    const members = [first, ...(like.get(first) ?? [])].filter((hash) => isTaken[hash] === 0)
    const group = members.flatMap((hash) => positions.get(distinct[hash] ?? '') ?? [])
    if (group.length < 2) continue
    for (const hash of members) isTaken[hash] = 1
    groups.push(group.toSorted((one, other) => one - other))
  }
  return groups.toSorted((one, other) => (one[0] ?? 0) - (other[0] ?? 0))
}

/** In how many bits two hashes of 16 hex digits differ. */
export function bitsBetween(look: string, other: string): number {
  return (
    countBits(Number.parseInt(look.slice(0, 8), 16) ^ Number.parseInt(other.slice(0, 8), 16)) +
    countBits(Number.parseInt(look.slice(8), 16) ^ Number.parseInt(other.slice(8), 16))
  )
}

/** Of hashes that differ from each other, those that each is like, by their positions. */
function findLike(hashes: readonly string[], maxBits: number): ReadonlyMap<number, readonly number[]> {
  const like = new Map<number, number[]>()
  const high = Uint32Array.from(hashes, (hash) => Number.parseInt(hash.slice(0, 8), 16))
  const low = Uint32Array.from(hashes, (hash) => Number.parseInt(hash.slice(8), 16))
  if (maxBits === 0) return like

  function compare(one: number, other: number): void {
    const bits =
      countBits((high[one] ?? 0) ^ (high[other] ?? 0)) + countBits((low[one] ?? 0) ^ (low[other] ?? 0))
    if (bits > maxBits) return
    note(one, other)
    note(other, one)
  }

  function note(one: number, other: number): void {
    const known = like.get(one)
    if (known === undefined) like.set(one, [other])
    else if (known.length < LIKE_MAX && !known.includes(other)) known.push(other)
  }

  const bands = cutBands(high, low, maxBits + 2)
  for (const [index, one] of bands.entries()) {
    for (const other of bands.slice(index + 1)) {
      const { begins, order } = putIntoBuckets(one, other)
      for (let bucket = 0; bucket + 1 < begins.length; bucket++) {
        const end = begins[bucket + 1] ?? 0
        for (let at = begins[bucket] ?? 0; at < end; at++) {
          const last = Math.min(end, at + 1 + BUCKET_REACH)
          for (let next = at + 1; next < last; next++) compare(order[at] ?? 0, order[next] ?? 0)
        }
      }
    }
  }
  return like
}

/** The bits of every hash in `count` bands, as alike in width as they can be. */
function cutBands(high: Uint32Array, low: Uint32Array, count: number): readonly Uint32Array[] {
  const bands: Uint32Array[] = []
  for (let band = 0; band < count; band++) {
    const from = Math.floor((band * HASH_BITS) / count)
    const to = Math.floor(((band + 1) * HASH_BITS) / count)
    bands.push(high.map((bits, index) => bitsFrom(bits, low[index] ?? 0, from, to)))
  }
  return bands
}

/** Bits `from ≤ bit < to` of 64, the highest first, at most 32. */
function bitsFrom(high: number, low: number, from: number, to: number): number {
  const half = HASH_BITS / 2
  let bits = 0
  for (let bit = from; bit < to; bit++) {
    const isSet = bit < half ? (high >>> (half - 1 - bit)) & 1 : (low >>> (HASH_BITS - 1 - bit)) & 1
    bits = (bits << 1) | isSet
  }
  return bits >>> 0
}

/** Puts hashes with the same two bands into one bucket; others that come there by chance do no harm. */
function putIntoBuckets(
  one: Uint32Array,
  other: Uint32Array,
): { readonly begins: Uint32Array; readonly order: Uint32Array } {
  const bits = Math.max(4, Math.ceil(Math.log2(one.length + 1)))
  const bucketOf = (index: number) =>
    (Math.imul(one[index] ?? 0, 0x9e3779b1) ^ Math.imul(other[index] ?? 0, 0x85ebca6b)) >>> (32 - bits)
  const begins = new Uint32Array(2 ** bits + 1)
  for (let index = 0; index < one.length; index++) {
    const bucket = bucketOf(index) + 1
    begins[bucket] = (begins[bucket] ?? 0) + 1
  }
  for (let bucket = 1; bucket < begins.length; bucket++)
    begins[bucket] = (begins[bucket] ?? 0) + (begins[bucket - 1] ?? 0)
  const free = begins.slice()
  const order = new Uint32Array(one.length)
  for (let index = 0; index < one.length; index++) {
    const bucket = bucketOf(index)
    const at = free[bucket] ?? 0
    order[at] = index
    free[bucket] = at + 1
  }
  return { begins, order }
}

/** How many of 32 bits are set; see "Hacker's Delight", 5-1. */
function countBits(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
