/*
 * Which of many pictures look alike, told by hashes of 64 bits in which similar pictures differ little. To compare each with each would
 * take years, so the bits are cut into bands, two more than may differ: two hashes that are near enough have at least two bands in common
 * (no difference has room in them). For every pair of bands, hashes are put into buckets by these two, and compared within a bucket.
 *
 *   4 bits may differ, 6 bands:   00101100011│01110100110│1010011101…      15 pairs of bands, 21 bits a pair
 *                                 ─────────── ───────────
 *
 * Equal hashes are one to begin with, so ten thousand black pictures cost as much as one; and no hash is compared with more than so
 * many others of its bucket. All of it is done in steps of a millisecond or two, so that whoever has other things to do can do them between.
 */

/** The most bits in which pictures that look alike can differ; above, buckets grow too large. */
export const LOOK_BITS_MAX = 6

/** Hashes of a bucket that one is compared with, those behind it. Buckets are this large only where thousands look alike. */
const BUCKET_REACH = 256

/** Hashes that one is said to be like. */
const LIKE_MAX = 200

const HASH_BITS = 64
const ALL_SET = 0xffffffff

/** Hashes that are gone through, and those that are compared, in one step. */
const STEP_HASHES = 32_768
const STEP_COMPARED = 100_000

/**
 * Looks in columns: the higher and the lower 32 bits of each, by position. No bit set, or all of them: a picture in one colour, which looks like every other
 * one and like nothing, or none at all.
 */
export interface LookColumns {
  readonly high: Uint32Array
  readonly low: Uint32Array
}

/** What looks like what. */
export interface Likeness {
  /** The first position of every look, in order. */
  readonly distinct: Uint32Array
  /** By position, the next position that has the same look; -1: none. */
  readonly nextSame: Int32Array
  /** By index in `distinct`, the indexes there of others that look like it. */
  readonly like: ReadonlyMap<number, readonly number[]>
}

/** Work that is done step by step, each within a few milliseconds; what it comes to is its last word. */
export type Steps<Result> = Generator<void, Result, void>

/** Does all steps at once. */
export function doSteps<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/** Compares all looks with each other. Throws when `maxBits` is above {@link LOOK_BITS_MAX}. */
export function* compareLooks(looks: LookColumns, maxBits: number): Steps<Likeness> {
  if (!(maxBits >= 0 && maxBits <= LOOK_BITS_MAX))
    throw new Error(`Cannot compare looks: ${maxBits} bits are not from 0 to ${LOOK_BITS_MAX}`)
  const { distinct, nextSame } = yield* findDistinct(looks)
  const own = { high: new Uint32Array(distinct.length), low: new Uint32Array(distinct.length) }
  for (const [index, position] of distinct.entries()) {
    own.high[index] = looks.high[position] ?? 0
    own.low[index] = looks.low[position] ?? 0
    if (index % STEP_HASHES === 0) yield
  }
  return { distinct, nextSame, like: yield* findLike(own, maxBits) }
}

/** The positions whose look is near enough to this one, as many as `limit`, those that have it themselves among them. */
export function* findAlike(
  looks: LookColumns,
  { high, low, maxBits, limit }: { high: number; low: number; maxBits: number; limit: number },
): Steps<readonly number[]> {
  const found: number[] = []
  for (let from = 0; from < looks.high.length; from += STEP_COMPARED) {
    const to = Math.min(looks.high.length, from + STEP_COMPARED)
    for (let at = from; at < to && found.length < limit; at++) {
      const [one, other] = [looks.high[at] ?? 0, looks.low[at] ?? 0]
      if (countBits(one ^ high) + countBits(other ^ low) <= maxBits && !isFlat(one, other)) found.push(at)
    }
    yield
  }
  return found
}

/** Whether a look is none: see {@link LookColumns}. */
function isFlat(high: number, low: number): boolean {
  return high === low && (high === 0 || high === ALL_SET)
}

/** Puts equal looks into one chain each, by a table of their heads with open addresses. */
function* findDistinct({ high, low }: LookColumns): Steps<Pick<Likeness, 'distinct' | 'nextSame'>> {
  const count = high.length
  const mask = 2 ** Math.ceil(Math.log2(2 * count + 2)) - 1
  const heads = new Int32Array(mask + 1).fill(-1)
  const nextSame = new Int32Array(count).fill(-1)
  const isFirst = new Uint8Array(count)
  let firsts = 0
  // Backwards, so that each chain begins with its first.
  for (let at = count - 1; at >= 0; at--) {
    if (at % STEP_HASHES === 0) yield
    const [one, other] = [high[at] ?? 0, low[at] ?? 0]
    if (isFlat(one, other)) continue
    let place = (Math.imul(one, 0x9e3779b1) ^ Math.imul(other, 0x85ebca6b)) >>> 0
    place = (place ^ (place >>> 15)) & mask
    let head = heads[place] ?? -1
    while (head >= 0 && (high[head] !== one || low[head] !== other)) {
      place = (place + 1) & mask
      head = heads[place] ?? -1
    }
    if (head < 0) firsts++
    else isFirst[head] = 0
    nextSame[at] = head
    heads[place] = at
    isFirst[at] = 1
  }
  const distinct = new Uint32Array(firsts)
  let filled = 0
  for (let at = 0; at < count; at++) if (isFirst[at] === 1) distinct[filled++] = at
  return { distinct, nextSame }
}

/** Of looks that differ from each other, those that each is like. */
function* findLike(looks: LookColumns, maxBits: number): Steps<Likeness['like']> {
  const like = new Map<number, number[]>()
  if (maxBits === 0) return like
  const note = (one: number, other: number) => {
    const known = like.get(one)
    if (known === undefined) like.set(one, [other])
    else if (known.length < LIKE_MAX && !known.includes(other)) known.push(other)
  }
  const found = (one: number, other: number) => {
    note(one, other)
    note(other, one)
  }
  const buckets = createBuckets(looks)
  const bands = maxBits + 2
  for (let one = 0; one < bands; one++)
    for (let other = one + 1; other < bands; other++) {
      yield* buckets.fill(maskOf(one, bands), maskOf(other, bands))
      yield* buckets.compare(maxBits, found)
    }
  return like
}

/** One band of `bands`, all about as wide, as bits of the higher and the lower half. */
function maskOf(band: number, bands: number): readonly [high: number, low: number] {
  const half = HASH_BITS / 2
  let [high, low] = [0, 0]
  const to = Math.floor(((band + 1) * HASH_BITS) / bands)
  for (let bit = Math.floor((band * HASH_BITS) / bands); bit < to; bit++)
    if (bit < half) high |= 1 << (half - 1 - bit)
    else low |= 1 << (HASH_BITS - 1 - bit)
  return [high, low]
}

/** Buckets of looks with the same two bands; others that come there by chance do no harm. */
function createBuckets({ high, low }: LookColumns) {
  const count = high.length
  const bits = Math.max(4, Math.ceil(Math.log2(count + 1)))
  const [begins, free] = [new Uint32Array(2 ** bits + 1), new Uint32Array(2 ** bits + 1)]
  const bucket = new Uint32Array(count)
  const order = new Uint32Array(count)
  // In the order of the buckets, or each comparison would wait for memory.
  const sorted = { high: new Uint32Array(count), low: new Uint32Array(count) }

  function* fill(
    [high1, low1]: readonly [number, number],
    [high2, low2]: readonly [number, number],
  ): Steps<void> {
    begins.fill(0)
    for (let index = 0; index < count; index++) {
      if (index % STEP_HASHES === 0) yield
      const [one, other] = [high[index] ?? 0, low[index] ?? 0]
      const first = Math.imul((one & high1) ^ Math.imul(other & low1, 0xc2b2ae35), 0x9e3779b1)
      const second = Math.imul((one & high2) ^ Math.imul(other & low2, 0x27d4eb2f), 0x85ebca6b)
      const mixed = first ^ (second >>> 15) ^ second
      const at = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) >>> (32 - bits)
      bucket[index] = at
      begins[at + 1] = (begins[at + 1] ?? 0) + 1
    }
    for (let at = 1; at < begins.length; at++) {
      if (at % STEP_COMPARED === 0) yield
      begins[at] = (begins[at] ?? 0) + (begins[at - 1] ?? 0)
    }
    free.set(begins)
    for (let index = 0; index < count; index++) {
      if (index % STEP_HASHES === 0) yield
      const at = bucket[index] ?? 0
      const place = free[at] ?? 0
      free[at] = place + 1
      order[place] = index
      sorted.high[place] = high[index] ?? 0
      sorted.low[place] = low[index] ?? 0
    }
  }

  function* compare(maxBits: number, found: (one: number, other: number) => void): Steps<void> {
    let compared = 0
    for (let at = 0; at + 1 < begins.length; at++) {
      const end = begins[at + 1] ?? 0
      for (let place = begins[at] ?? 0; place + 1 < end; place++) {
        const last = Math.min(end, place + 1 + BUCKET_REACH)
        compareFrom(place, last, maxBits, found)
        compared += last - place
        if (compared < STEP_COMPARED) continue
        compared = 0
        yield
      }
    }
  }

  function compareFrom(
    place: number,
    last: number,
    maxBits: number,
    found: (one: number, other: number) => void,
  ): void {
    const [one, other] = [sorted.high[place] ?? 0, sorted.low[place] ?? 0]
    for (let next = place + 1; next < last; next++) {
      const apart = countBits((sorted.high[next] ?? 0) ^ one) + countBits((sorted.low[next] ?? 0) ^ other)
      if (apart <= maxBits) found(order[place] ?? 0, order[next] ?? 0)
    }
  }

  return { fill, compare }
}

/** How many of 32 bits are set; see "Hacker's Delight", 5-1. */
export function countBits(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
