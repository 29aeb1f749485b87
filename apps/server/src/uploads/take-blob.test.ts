import assert from 'node:assert/strict'
import { readdir, writeFile } from 'node:fs/promises'
import { test } from 'node:test'
import type { LibraryId } from '@rollcall/protocol'
import { DiskFailure } from '@rollcall/sync'
import { markLost } from './mark-lost.ts'
import { takeBlob } from './take-blob.ts'
import type { UploadTrial } from './upload-trial.ts'
import { addAsset, bodyOf, codeOf, hash, photo, valueOf, withTrial } from './upload-trial.ts'

const PHOTO = photo(300_000, 1)

test('[R4] takeBlob() answers durable when the library says so too', () =>
  withTrial(async (trial) => {
    const durable = valueOf(await take(trial, PHOTO))
    assert.deepEqual(durable, {
      durable: true,
      sha256: hash(PHOTO),
      bytes: PHOTO.length,
      verifiedAt: 1_700_000_000_000,
    })
    const row = await trial.store.read(trial.libraryId, (reader) => reader.blob(hash(PHOTO)))
    assert.equal(row?.state, 'durable')
    assert.deepEqual(await trial.usage(), [PHOTO.length, 0])
  }))

test('takeBlob() of what the library has leaves the body unread and charges nothing', () =>
  withTrial(async (trial) => {
    const first = valueOf(await take(trial, PHOTO))
    trial.setNow(1_800_000_000_000)
    const body = { [Symbol.asyncIterator]: () => assert.fail('read the body') }
    const again = await takeBlob(trial.ports, {
      libraryId: trial.libraryId,
      sha256: hash(PHOTO),
      bytes: PHOTO.length,
      body,
    })
    assert.deepEqual(valueOf(again), first)
    assert.deepEqual(await trial.usage(), [PHOTO.length, 0])
  }))

test('takeBlob() refuses another length for a hash that the library has', () =>
  withTrial(async (trial) => {
    await take(trial, PHOTO)
    const { ports, libraryId } = trial
    const other = await takeBlob(ports, {
      libraryId,
      sha256: hash(PHOTO),
      bytes: 5,
      body: bodyOf(PHOTO.subarray(5)),
    })
    assert.equal(codeOf(other), 'size_mismatch')
  }))

test('[R16] takeBlob() asks the bytes of a library although another has them', () =>
  withTrial(async (trial) => {
    await take(trial, PHOTO)
    const other = await trial.addLibrary(null)
    const { ports } = trial
    const claimed = { libraryId: other, sha256: hash(PHOTO), bytes: PHOTO.length }
    assert.equal(
      codeOf(await takeBlob(ports, { ...claimed, body: bodyOf(PHOTO.subarray(1)) })),
      'body_cut_short',
    )
    assert.deepEqual(await trial.usage(other), [0, 0])
    assert.equal(codeOf(await takeBlob(ports, { ...claimed, body: bodyOf(PHOTO) })), 'accepted')
    assert.deepEqual(await trial.usage(other), [PHOTO.length, 0])
  }))

test('takeBlob() of one hash several times at once charges it once', () =>
  withTrial(async (trial) => {
    // Room for one only: the second run of the same hash needs no room of its own.
    await trial.setQuota(PHOTO.length)
    const outcomes = await Promise.all([take(trial, PHOTO), take(trial, PHOTO), take(trial, PHOTO)])
    assert.deepEqual(outcomes.map(codeOf), ['accepted', 'accepted', 'accepted'])
    assert.deepEqual(await trial.usage(), [PHOTO.length, 0])
  }))

test('[R8] takeBlob() with a full quota still takes what fits and what is here', () =>
  withTrial(async (trial) => {
    await trial.setQuota(PHOTO.length + 100)
    await take(trial, PHOTO)
    const full = await take(trial, photo(200, 2))
    assert.ok(!full.ok)
    assert.equal(full.refusal.code, 'quota_full')
    const facts = { usedBytes: PHOTO.length, reservedBytes: 0, quotaBytes: PHOTO.length + 100, bytes: 200 }
    assert.deepEqual(full.refusal.facts, facts)
    assert.equal(codeOf(await take(trial, photo(100, 3))), 'accepted')
    assert.equal(codeOf(await take(trial, PHOTO)), 'accepted')
    assert.equal(codeOf(await take(trial, photo(PHOTO.length + 101, 4))), 'too_large_for_quota')
  }))

test('[R4] [R8] takeBlob() heals what was lost although the quota was lowered since', () =>
  withTrial(async (trial) => {
    const { store, libraryId } = trial
    await take(trial, PHOTO)
    await addAsset(store, libraryId, PHOTO, 'IMG_1.JPG')
    await lose(trial, libraryId)
    await trial.setQuota(100)
    assert.equal(codeOf(await take(trial, photo(101, 2))), 'too_large_for_quota')
    assert.equal(codeOf(await take(trial, PHOTO)), 'accepted')
    assert.deepEqual(await trial.usage(), [PHOTO.length, 0])
  }))

test('takeBlob() side by side never takes more than the quota', () =>
  withTrial(async (trial) => {
    await trial.setQuota(250_000)
    const { ports, libraryId } = trial
    let begun = 0
    async function* counted(bytes: Uint8Array) {
      begun++
      yield bytes
    }
    const outcomes = await Promise.all(
      [1, 2, 3, 4].map((seed) => {
        const bytes = photo(100_000, seed)
        return takeBlob(ports, { libraryId, sha256: hash(bytes), bytes: bytes.length, body: counted(bytes) })
      }),
    )
    assert.deepEqual(outcomes.map(codeOf).toSorted(), ['accepted', 'accepted', 'quota_full', 'quota_full'])
    assert.equal(begun, 2, 'what is refused is refused before its body is read')
    assert.deepEqual(await trial.usage(), [200_000, 0])
    // What was refused, or failed, holds no room.
    assert.equal(codeOf(await take(trial, photo(50_000, 9))), 'accepted')
  }))

test('takeBlob() that was cut short holds no room and can be run again', () =>
  withTrial(async (trial) => {
    await trial.setQuota(PHOTO.length)
    const { ports, libraryId } = trial
    const blob = { libraryId, sha256: hash(PHOTO), bytes: PHOTO.length }
    assert.equal(
      codeOf(await takeBlob(ports, { ...blob, body: bodyOf(PHOTO.subarray(0, 10)) })),
      'body_cut_short',
    )
    assert.deepEqual(await readdir(`${trial.root}/incoming`), [])
    assert.equal(codeOf(await takeBlob(ports, { ...blob, body: bodyOf(PHOTO) })), 'accepted')
  }))

test('takeBlob() heals a lost original in every asset that names it, under new seqs', () =>
  withTrial(async (trial) => {
    const { ports, store, libraryId, pokes } = trial
    valueOf(await take(trial, PHOTO))
    const assetId = await addAsset(store, libraryId, PHOTO, 'IMG_1.JPG')
    await lose(trial, libraryId)
    assert.deepEqual(await trial.usage(), [0, 0])
    const lost = await store.read(libraryId, (reader) => reader.asset(assetId))
    assert.equal(lost?.resources[0]?.state, 'lost')

    assert.equal(codeOf(await take(trial, PHOTO)), 'accepted')
    const healed = await store.read(libraryId, (reader) => reader.asset(assetId))
    assert.equal(healed?.resources[0]?.state, 'present')
    assert.deepEqual([lost?.seq, healed?.seq], [2, 3])
    assert.deepEqual(
      pokes.map((poke) => poke.head),
      [2, 4],
      'the second one with its row of the journal',
    )
    assert.equal(await ports.blobs.check(hash(PHOTO), PHOTO.length), 'intact')
    assert.deepEqual(await trial.usage(), [PHOTO.length, 0])
  }))

test('[R14] takeBlob() whose bytes could not be made durable leaves no row', () =>
  withTrial(
    async (trial) => {
      assert.equal(codeOf(await take(trial, PHOTO)), 'storage_failed')
      assert.equal(await trial.store.read(trial.libraryId, (reader) => reader.blob(hash(PHOTO))), null)
      assert.deepEqual(await trial.usage(), [0, 0])
    },
    {
      onCall: (call, path) => {
        if (call === 'syncFolder' && path.split('/').includes('blobs'))
          throw new DiskFailure('io', 'Cannot sync folder')
      },
    },
  ))

test('[R14] takeBlob() commits its row only after the bytes are durable', () => {
  let synced = 0
  return withTrial(
    async (trial) => {
      const store: typeof trial.store = {
        ...trial.store,
        write: (libraryId, work) => {
          assert.equal(synced, 1, 'the folder of the blob is synced first')
          return trial.store.write(libraryId, work)
        },
      }
      const blob = {
        libraryId: trial.libraryId,
        sha256: hash(PHOTO),
        bytes: PHOTO.length,
        body: bodyOf(PHOTO),
      }
      valueOf(await takeBlob({ ...trial.ports, store }, blob))
    },
    {
      onCall: (call, path) => {
        const [one, two] = [hash(PHOTO).slice(0, 2), hash(PHOTO).slice(2, 4)]
        if (call === 'syncFolder' && path.endsWith(`/blobs/${one}/${two}`)) synced++
      },
    },
  )
})

async function lose({ ports, store, root }: UploadTrial, libraryId: LibraryId): Promise<void> {
  const sha256 = hash(PHOTO)
  const row = await store.read(libraryId, (reader) => reader.blob(sha256))
  assert.ok(row)
  await writeFile(`${root}/blobs/${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`, 'rotten')
  assert.equal(await markLost(ports, libraryId, row), true)
  assert.equal(await markLost(ports, libraryId, row), false)
}

function take({ ports, libraryId }: UploadTrial, bytes: Uint8Array) {
  return takeBlob(ports, { libraryId, sha256: hash(bytes), bytes: bytes.length, body: bodyOf(bytes) })
}
