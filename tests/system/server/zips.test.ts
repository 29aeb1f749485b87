import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AssetId, ZipOffer } from '@rollcall/protocol'
import { zipOfferSchema } from '@rollcall/protocol'
import type { Member } from './server-harness.ts'
import { contentsOf } from './read-zip.ts'
import { bytesOf, clientId, createLine, PASSWORD, shaOf, startServer } from './server-harness.ts'

/** Photos that all have the same name, and the bytes of each. */
async function withPhotos(count: number) {
  const server = await startServer()
  await server.addAccount('ana')
  const member = await server.signIn('ana')
  const line = createLine(member, clientId(1))
  const contents = Array.from({ length: count }, (_, mark) => bytesOf(mark))
  const creates = contents.map((bytes) => line.create(bytes))
  for (const bytes of contents) await member.put(bytes)
  assert.equal((await line.push(line.request(creates))).status, 200)
  const ids = contents.map((bytes) => line.assetIdOf(shaOf(bytes)))
  return { server, member, line, contents, ids }
}

function ask(member: Member, assetIds: readonly AssetId[]): Promise<Response> {
  return member.inLibrary('POST', 'zips', { json: { assetIds } })
}

async function offerOf(answer: Promise<Response>): Promise<ZipOffer> {
  const response = await answer
  assert.equal(response.status, 201)
  return zipOfferSchema.parse(await response.json())
}

async function fetchZip(member: Member, { zipId }: ZipOffer): Promise<Response> {
  return await member.inLibrary('GET', `zips/${zipId}`)
}

async function unlock(member: Member): Promise<void> {
  const answer = await member.call('POST', 'reauthentications', { json: { password: PASSWORD } })
  assert.equal(answer.status, 201)
}

test('GET zips gives the originals of a selection byte for byte, names kept apart, as long as announced', async () => {
  const { server, member, contents, ids } = await withPhotos(3)
  await using _ = server
  const offer = await offerOf(ask(member, [...ids, ids[0] as AssetId]))
  assert.equal(offer.files, 3)
  const answer = await fetchZip(member, offer)
  assert.equal(answer.headers.get('content-type'), 'application/zip')
  assert.match(answer.headers.get('content-disposition') ?? '', /^attachment; filename="Rollcall .*\.zip"$/)
  const zip = Buffer.from(await answer.arrayBuffer())
  assert.equal(zip.length, offer.bytes)
  assert.equal(answer.headers.get('content-length'), String(zip.length))
  const files = contentsOf(zip)
  assert.equal(files.size, 3)
  assert.deepEqual(
    [...files.values()].map((bytes) => shaOf(bytes)),
    contents.map((bytes) => shaOf(bytes)),
  )
})

test('a zip is its device’s alone, ends after ten minutes, and tells what is missing', async () => {
  const { server, member, ids } = await withPhotos(1)
  await using _ = server
  const gone = 'f'.repeat(32) as AssetId
  const offer = await offerOf(ask(member, [...ids, gone]))
  assert.equal(offer.missing, 1)
  assert.equal((await ask(member, [gone])).status, 404)
  const other = await server.signIn('ana', 'Other')
  assert.equal((await fetchZip(other, offer)).status, 404)
  await server.addAccount('ben')
  const ben = await server.signIn('ben')
  assert.equal((await ask(ben, ids)).status, 404)
  server.pass(11 * 60_000)
  assert.equal((await fetchZip(member, offer)).status, 404)
})

test('hidden photos are zipped only while the device is unlocked, until it is locked again', async () => {
  const { server, member, line, ids } = await withPhotos(2)
  await using _ = server
  const [first] = ids
  assert.ok(first !== undefined)
  const hide = line.numbered({ op: 'setHidden', args: { assetId: first, value: true } })
  assert.equal((await line.push(line.request([hide]))).status, 200)
  assert.equal((await ask(member, ids)).status, 403)
  await unlock(member)
  const offer = await offerOf(ask(member, ids))
  assert.equal(offer.files, 2)
  const answer = await fetchZip(member, offer)
  assert.equal(answer.status, 200)
  await answer.body?.cancel()
  await member.call('DELETE', 'reauthentications')
  assert.equal((await fetchZip(member, offer)).status, 403)
})

test('a zip breaks off, and does not end, when an original is not there any more', async () => {
  const { server, member, ids, contents } = await withPhotos(2)
  await using _ = server
  const offer = await offerOf(ask(member, ids))
  const [, second] = contents
  assert.ok(second !== undefined)
  await server.ports.blobs.remove(shaOf(second), async () => true)
  const answer = await fetchZip(member, offer)
  await assert.rejects(answer.arrayBuffer())
})
