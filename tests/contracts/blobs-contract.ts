import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createSha256 } from '@rollcall/platform-node'
import type { Outcome, Problem, Sha256, UploadId } from '@rollcall/protocol'
import { PART_BYTES } from '@rollcall/protocol'
import type { Blobs } from '@rollcall/server'

const PHOTO = photo(600_001, 1)
const UPLOAD = '00112233445566778899aabbccddeeff' as UploadId

/** What every {@link Blobs} does alike. `open` gives a fresh, empty one for each test. */
export function blobsContract(
  name: string,
  open: () => Promise<{ readonly blobs: Blobs; readonly cleanUp: () => Promise<void> }>,
): void {
  const on = (claim: string, check: (blobs: Blobs) => Promise<void>) =>
    test(claim, async () => {
      const { blobs, cleanUp } = await open()
      try {
        await check(blobs)
      } finally {
        await cleanUp()
      }
    })
  describe(`${name} keeps the contract of Blobs`, () => {
    wholes(on)
    refusals(on)
    parts(on)
    readers(on)
    removals(on)
  })
}

type On = (claim: string, check: (blobs: Blobs) => Promise<void>) => void

function wholes(on: On): void {
  on('[R4] store() accepts bytes that match their hash', async (blobs) => {
    assert.equal(codeOf(await store(blobs, PHOTO)), 'accepted')
    assert.equal(await blobs.check(hash(PHOTO), PHOTO.length), 'intact')
    assert.equal(await blobs.sizeOf(hash(PHOTO)), PHOTO.length)
  })
  on('store() takes a file without bytes', async (blobs) => {
    const empty = new Uint8Array()
    assert.equal(codeOf(await store(blobs, empty)), 'accepted')
    assert.equal(await blobs.check(hash(empty), 0), 'intact')
  })
  on('store() twice equals once', async (blobs) => {
    await store(blobs, PHOTO)
    assert.equal(codeOf(await store(blobs, PHOTO)), 'accepted')
    assert.deepEqual(await readAll(blobs, hash(PHOTO)), PHOTO)
  })
  on(
    'store() of one hash several times at once: a wrong one does not disturb the right ones',
    async (blobs) => {
      const bodies = [PHOTO, photo(PHOTO.length, 9), PHOTO, PHOTO.subarray(5)]
      const outcomes = await Promise.all(
        bodies.map((body) => blobs.store(hash(PHOTO), PHOTO.length, bodyOf(body))),
      )
      const codes = ['accepted', 'digest_mismatch', 'accepted', 'body_cut_short']
      assert.deepEqual(outcomes.map(codeOf), codes)
      assert.equal(await blobs.check(hash(PHOTO), PHOTO.length), 'intact')
    },
  )
}

function refusals(on: On): void {
  on('[R4] store() refuses other bytes of the same length', async (blobs) => {
    assert.equal(
      codeOf(await blobs.store(hash(PHOTO), PHOTO.length, bodyOf(photo(PHOTO.length, 2)))),
      'digest_mismatch',
    )
    assert.equal(await blobs.open(hash(PHOTO)), null)
  })
  on('store() refuses a body that ends early', async (blobs) => {
    assert.equal(codeOf(await blobs.store(hash(PHOTO), PHOTO.length + 1, bodyOf(PHOTO))), 'body_cut_short')
    assert.equal(await blobs.open(hash(PHOTO)), null)
  })
  on('store() refuses a body that breaks off', async (blobs) => {
    async function* breaking() {
      yield PHOTO.subarray(0, 1_000)
      throw new Error('aborted')
    }
    assert.equal(codeOf(await blobs.store(hash(PHOTO), PHOTO.length, breaking())), 'body_cut_short')
    assert.equal(await blobs.open(hash(PHOTO)), null)
  })
  on('store() stops reading a body that is too long, and leaves it open', async (blobs) => {
    let given = 0
    let closed = false
    async function* endless() {
      try {
        for (;;) {
          given++
          yield PHOTO
        }
      } finally {
        closed = true
      }
    }
    assert.equal(codeOf(await blobs.store(hash(PHOTO), PHOTO.length, endless())), 'size_mismatch')
    assert.equal(given, 2)
    assert.equal(closed, false)
  })
}

function parts(on: On): void {
  const whole = photo(2 * PART_BYTES + 123, 3)
  const partsOf = [0, 1, 2].map((part) => ({
    offset: part * PART_BYTES,
    bytes: whole.subarray(part * PART_BYTES, (part + 1) * PART_BYTES),
  }))
  const send = (blobs: Blobs, offset: number, bytes: Uint8Array, body = bytes) =>
    blobs.storePart({
      uploadId: UPLOAD,
      offset,
      bytes: bytes.length,
      digest: hash(bytes),
      body: bodyOf(body),
    })

  on(
    'storePart() takes parts side by side and in any order, assemble() makes a blob of them',
    async (blobs) => {
      const sent = await Promise.all(
        partsOf.toReversed().map(({ offset, bytes }) => send(blobs, offset, bytes)),
      )
      assert.deepEqual(sent.map(codeOf), ['accepted', 'accepted', 'accepted'])
      assert.equal(codeOf(await blobs.assemble(UPLOAD, hash(whole), whole.length)), 'accepted')
      assert.equal(await blobs.check(hash(whole), whole.length), 'intact')
      assert.equal(codeOf(await blobs.assemble(UPLOAD, hash(whole), whole.length)), 'accepted')
    },
  )
  on('storePart() refuses what is not the part, and does not spoil the part that is there', async (blobs) => {
    for (const { offset, bytes } of partsOf) await send(blobs, offset, bytes)
    const [, middle] = partsOf
    assert.ok(middle)
    const { offset, bytes } = middle
    assert.equal(codeOf(await send(blobs, offset, bytes, photo(bytes.length, 8))), 'digest_mismatch')
    assert.equal(codeOf(await send(blobs, offset, bytes, bytes.subarray(1))), 'body_cut_short')
    assert.equal(codeOf(await send(blobs, offset, bytes, photo(bytes.length + 1, 8))), 'size_mismatch')
    assert.equal(codeOf(await blobs.assemble(UPLOAD, hash(whole), whole.length)), 'accepted')
  })
  on('storePart() while assemble() runs cannot spoil the blob', async (blobs) => {
    for (const { offset, bytes } of partsOf) await send(blobs, offset, bytes)
    const again = partsOf.map(({ offset, bytes }) => send(blobs, offset, bytes, photo(bytes.length, 8)))
    const assembled = blobs.assemble(UPLOAD, hash(whole), whole.length)
    await Promise.all(again)
    assert.equal(codeOf(await assembled), 'accepted')
    assert.equal(await blobs.check(hash(whole), whole.length), 'intact')
  })
  on('assemble() asked twice at once answers twice', async (blobs) => {
    await send(blobs, 0, PHOTO)
    const both = await Promise.all([1, 2].map(() => blobs.assemble(UPLOAD, hash(PHOTO), PHOTO.length)))
    assert.deepEqual(both.map(codeOf), ['accepted', 'accepted'])
  })
  on('[R4] assemble() refuses a whole that is not the declared one', async (blobs) => {
    await send(blobs, 0, PHOTO)
    const other = photo(PHOTO.length, 4)
    assert.equal(codeOf(await blobs.assemble(UPLOAD, hash(other), other.length)), 'digest_mismatch')
    assert.equal(await blobs.open(hash(other)), null)
  })
  on('dropUpload() drops the parts, also when there are none', async (blobs) => {
    await send(blobs, 0, PHOTO)
    await blobs.dropUpload(UPLOAD)
    await blobs.dropUpload(UPLOAD)
    assert.equal(codeOf(await blobs.assemble(UPLOAD, hash(PHOTO), PHOTO.length)), 'readback_mismatch')
  })
  on('clearLeftovers() keeps the uploads named', async (blobs) => {
    await send(blobs, 0, PHOTO)
    await blobs.clearLeftovers(new Set([UPLOAD]))
    assert.equal(codeOf(await blobs.assemble(UPLOAD, hash(PHOTO), PHOTO.length)), 'accepted')
    await blobs.clearLeftovers(new Set())
    assert.equal(await blobs.check(hash(PHOTO), PHOTO.length), 'intact')
  })
}

function readers(on: On): void {
  on('open() reads all and any range', async (blobs) => {
    await store(blobs, PHOTO)
    assert.deepEqual(await readAll(blobs, hash(PHOTO)), PHOTO)
    for (const [from, to] of [
      [0, 1],
      [5, 5],
      [300_000, 600_001],
      [600_000, 600_001],
    ] as const) {
      const blob = await blobs.open(hash(PHOTO))
      assert.ok(blob)
      assert.equal(blob.bytes, PHOTO.length)
      assert.deepEqual(await gather(blob.read(from, to)), PHOTO.slice(from, to))
    }
  })
  on('open() may be left half-read, or not read at all', async (blobs) => {
    await store(blobs, PHOTO)
    const blob = await blobs.open(hash(PHOTO))
    assert.ok(blob)
    for await (const block of blob.read(0, PHOTO.length)) if (block.length > 0) break
    const other = await blobs.open(hash(PHOTO))
    await other?.close()
    await other?.close()
  })
  on('open(), check() and sizeOf() tell what is not there', async (blobs) => {
    await store(blobs, PHOTO)
    const none = hash(photo(10, 7))
    assert.equal(await blobs.open(none), null)
    assert.equal(await blobs.check(none, 10), 'missing')
    assert.equal(await blobs.sizeOf(none), null)
  })
  on('freeBytes() tells a count before anything is stored', async (blobs) => {
    assert.ok((await blobs.freeBytes()) > 0)
  })
}

function removals(on: On): void {
  const always = async () => true

  on('remove() deletes what nothing needs, and only that; a second run settles it too', async (blobs) => {
    const other = photo(5_000, 6)
    await store(blobs, PHOTO)
    await store(blobs, other)
    assert.equal(await blobs.remove(hash(PHOTO), async () => false), true)
    assert.equal(await blobs.check(hash(PHOTO), PHOTO.length), 'intact')
    assert.equal(await blobs.remove(hash(PHOTO), always), true)
    assert.equal(await blobs.open(hash(PHOTO)), null)
    assert.equal(await blobs.remove(hash(PHOTO), always), true)
    assert.equal(await blobs.check(hash(other), other.length), 'intact')
  })
  on('remove() leaves alone what somebody keeps, and does not ask', async (blobs) => {
    await store(blobs, PHOTO)
    const answer = await blobs.keepDuring(hash(PHOTO), () =>
      blobs.remove(hash(PHOTO), async () => assert.fail('asked')),
    )
    assert.equal(answer, false)
    assert.equal(await blobs.check(hash(PHOTO), PHOTO.length), 'intact')
  })
  on('remove() keeps the blob when the question fails, and can be asked again', async (blobs) => {
    await store(blobs, PHOTO)
    await assert.rejects(
      blobs.remove(hash(PHOTO), async () => {
        throw new Error('no database')
      }),
      /no database/,
    )
    assert.equal(await blobs.check(hash(PHOTO), PHOTO.length), 'intact')
    assert.equal(await blobs.remove(hash(PHOTO), always), true)
  })
  on('store() after remove() brings the blob back', async (blobs) => {
    await store(blobs, PHOTO)
    await blobs.remove(hash(PHOTO), always)
    assert.equal(codeOf(await store(blobs, PHOTO)), 'accepted')
    assert.equal(await blobs.check(hash(PHOTO), PHOTO.length), 'intact')
  })
  on('a blob that is being read is read to its end while it is removed', async (blobs) => {
    await store(blobs, PHOTO)
    const blob = await blobs.open(hash(PHOTO))
    assert.ok(blob)
    await blobs.remove(hash(PHOTO), always)
    assert.deepEqual(await gather(blob.read(0, blob.bytes)), PHOTO)
  })
}

function store(blobs: Blobs, bytes: Uint8Array): Promise<Outcome<null, Problem>> {
  return blobs.store(hash(bytes), bytes.length, bodyOf(bytes))
}

/** Chunks of odd sizes, over a buffer that is used again as a network's may be. */
async function* bodyOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const chunk = new Uint8Array(70_001)
  for (let at = 0; at < bytes.length; at += chunk.length) {
    const piece = bytes.subarray(at, at + chunk.length)
    chunk.set(piece)
    yield chunk.subarray(0, piece.length)
  }
}

function codeOf(outcome: Outcome<null, Problem>): string {
  return outcome.ok ? 'accepted' : outcome.refusal.code
}

async function readAll(blobs: Blobs, sha256: Sha256): Promise<Uint8Array> {
  const blob = await blobs.open(sha256)
  assert.ok(blob)
  return gather(blob.read(0, blob.bytes))
}

async function gather(blocks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const gathered: Uint8Array[] = []
  for await (const block of blocks) gathered.push(block)
  return new Uint8Array(Buffer.concat(gathered))
}

function photo(bytes: number, seed: number): Uint8Array {
  return new Uint8Array(bytes).map((_, index) => (index * 31 + seed * 7 + (index >> 8)) & 0xff)
}

function hash(bytes: Uint8Array): Sha256 {
  const sum = createSha256()
  sum.update(bytes)
  return sum.digestHex()
}
