import assert from 'node:assert/strict'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { test } from 'node:test'
import type { Asset, Sha256 } from '@rollcall/protocol'
import {
  RESOURCES_MAX,
  STATEMENT_PAGE_MAX,
  statementPageAnswerSchema,
  statementPageSchema,
  statementSchema,
} from '@rollcall/protocol'
import { isSignedBy, sha256Text } from '@rollcall/platform-node'
import { hashList, statementText } from '@rollcall/sync'
import { rot } from './lease-harness.ts'
import type { Member, TestServer } from './server-harness.ts'
import { answeredWith, refusedWith } from './server-harness.ts'
import { restore, startTrash, trash } from './trash-harness.ts'

const LIST = 'ab'.repeat(16)

const sendPage = (member: Member, from: number, hashes: readonly Sha256[], listId = LIST) =>
  member.inLibrary('POST', 'statement-lists', { json: { listId, from, hashes } })

const sign = (member: Member, hashes: number, listId = LIST) =>
  member.inLibrary('POST', 'statements', { json: { hashes: [], ignored: 0, list: { listId, hashes } } })

const ORIGINALS = 200_000

const hashAt = (index: number) => sha256Text(`photo ${index}`)

/** A disk that has every file, of one byte: to make two hundred thousand would take longer than all that is tried. */
async function sizeOfAny(): Promise<number> {
  await new Promise((resolve) => setImmediate(resolve))
  return 1
}

/** Fills a library with photos of as many files as one may have, each of one byte. */
async function fillLibrary({ ports }: TestServer, member: Member): Promise<readonly Sha256[]> {
  const hashes = Array.from({ length: ORIGINALS }, (_, index) => hashAt(index))
  const verifiedAt = ports.clock.now()
  for (let from = 0; from < ORIGINALS; from += 3_200)
    await ports.store.write(member.libraryId, (writer) => {
      const some = hashes.slice(from, from + 3_200)
      for (const sha256 of some) writer.putBlob({ sha256, bytes: 1, state: 'durable', verifiedAt })
      for (let at = 0; at < some.length; at += RESOURCES_MAX)
        writer.putAsset(photoOf(some.slice(at, at + RESOURCES_MAX), writer.nextNo(), writer.nextSeq()))
    })
  return hashes
}

function photoOf(files: readonly Sha256[], no: number, seq: number): Asset {
  const [primarySha256] = files
  assert.ok(primarySha256)
  const resources = files.map((sha256): Asset['resources'][number] => ({
    ...{
      role: 'still',
      sha256,
      bytes: 1,
      name: 'a.jpg',
      mime: 'image/jpeg',
      modifiedAt: 0,
      state: 'present',
    },
  }))
  const id = primarySha256.slice(0, 32) as Asset['id']
  return {
    ...{ id, no, seq, kind: 'photo', primarySha256, takenAt: 0, takenFrom: 'file_time' },
    ...{
      favourite: false,
      caption: '',
      state: 'live',
      trashedAt: null,
      trashedBy: null,
      resources,
      edits: {},
    },
  }
}

test('[R6] a statement over 200,000 originals is signed, and nobody waits for it meanwhile', async (t) => {
  await using it = await startTrash()
  const first = await it.add(1)
  Object.assign(it.server.ports.blobs, { sizeOf: sizeOfAny })
  const sorted = (await fillLibrary(it.server, it.ana)).toSorted()
  const waits = monitorEventLoopDelay({ resolution: 5 })
  waits.enable()
  const began = performance.now()
  for (let from = 0; from < ORIGINALS; from += STATEMENT_PAGE_MAX) {
    const answered: string[] = []
    const page = sendPage(it.ana, from, sorted.slice(from, from + STATEMENT_PAGE_MAX))
    const looking = answeredWith(200, statementPageAnswerSchema, page).then(({ taken }) => {
      answered.push('page')
      return taken
    })
    // What people do goes on while ten thousand are looked at.
    await it.act([trash(first.id), restore(first.id)]).then(() => answered.push('deed'))
    assert.equal(await looking, from + STATEMENT_PAGE_MAX)
    assert.deepEqual(answered, ['deed', 'page'])
  }
  const { body, publicKey, signature } = await answeredWith(200, statementSchema, sign(it.ana, ORIGINALS))
  waits.disable()
  const tookMs = Math.round(performance.now() - began)
  t.diagnostic(`${tookMs} ms in all, ${Math.round(waits.max / 1e6)} ms at a time at the most`)
  assert.ok(isSignedBy(publicKey, statementText(body), signature))
  assert.equal(body.listDigest, sha256Text(hashList(sorted)))
  assert.deepEqual([body.originals, body.bytes], [ORIGINALS, ORIGINALS])
  const { headSeq } = await it.server.ports.store.read(it.ana.libraryId, (reader) => reader.library())
  assert.equal(body.seq, headSeq)
})

test('[R6] what is trashed, or found damaged, after it was looked at is in no statement', async () => {
  for (const harm of ['trash', 'rot'] as const) {
    await using it = await startTrash()
    const photos = [await it.add(1), await it.add(2), await it.add(3)]
    const hashes = photos.map(({ sha256 }) => sha256).toSorted()
    await answeredWith(200, statementPageAnswerSchema, sendPage(it.ana, 0, hashes))
    await answeredWith(200, statementSchema, sign(it.ana, 3))
    const [photo] = photos
    assert.ok(photo)
    if (harm === 'trash') await it.act([trash(photo.id)])
    else {
      await rot(it.server, photo.sha256)
      await (await it.ana.inLibrary('POST', 'verify')).text()
    }
    const facts = await refusedWith('lease_refused', sign(it.ana, 3))
    assert.deepEqual(
      [facts['count'], facts['notLive'], facts['damaged']],
      [1, ...(harm === 'trash' ? [1, 0] : [0, 1])],
    )
  }
})

test('[R6] a list goes on where it ends, and is signed whole or not at all', async () => {
  await using it = await startTrash()
  const photos = [await it.add(1), await it.add(2), await it.add(3), await it.add(4)]
  const [first, second, third, fourth] = photos.map(({ sha256 }) => sha256).toSorted()
  assert.ok(first && second && third && fourth)
  await refusedWith('not_found', sendPage(it.ana, 2, [third]))
  await answeredWith(200, statementPageAnswerSchema, sendPage(it.ana, 0, [first, second]))
  assert.deepEqual(
    await answeredWith(200, statementPageAnswerSchema, sendPage(it.ana, 2, [third])),
    await answeredWith(200, statementPageAnswerSchema, sendPage(it.ana, 2, [third])),
    'the same page again changes nothing',
  )
  await refusedWith('not_found', sendPage(it.ana, 1, [fourth]))
  await refusedWith('bad_request', sendPage(it.ana, 3, [third, fourth]))
  await refusedWith('not_found', sign(it.ana, 4))
  await refusedWith('not_found', sign(it.ana, 3, 'cd'.repeat(16)))
  const ben = await it.server.signIn('ana', 'Laptop')
  await refusedWith('not_found', sign(ben, 3))
  const { body } = await answeredWith(200, statementSchema, sign(it.ana, 3))
  assert.equal(body.listDigest, sha256Text(hashList([first, second, third])))
  await refusedWith('not_found', sendPage(it.ana, 3, [fourth], 'cd'.repeat(16)))
  await answeredWith(200, statementPageAnswerSchema, sendPage(it.ana, 0, [fourth]))
  assert.equal((await answeredWith(200, statementSchema, sign(it.ana, 1))).body.originals, 1)
})

test('[R6] a list over a library that was set back is begun anew', async () => {
  await using it = await startTrash()
  const { sha256 } = await it.add(1)
  await answeredWith(200, statementPageAnswerSchema, sendPage(it.ana, 0, [sha256]))
  await it.server.ports.store.write(it.ana.libraryId, (writer) => writer.breakEpoch())
  await refusedWith('epoch_changed', sign(it.ana, 1))
  await answeredWith(200, statementPageAnswerSchema, sendPage(it.ana, 0, [sha256]))
  await answeredWith(200, statementSchema, sign(it.ana, 1))
})

test('a page of a list takes no more hashes than one request may have', () => {
  const hashes = Array.from({ length: STATEMENT_PAGE_MAX + 1 }, (_, index) => hashAt(index))
  assert.equal(statementPageSchema.safeParse({ listId: LIST, from: 0, hashes }).success, false)
})
