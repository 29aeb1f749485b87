import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { test } from 'node:test'
import { createUploadsApi } from '@rollcall/platform-client'
import { createSha256 } from '@rollcall/platform-node'
import type { LibraryId, Sha256 } from '@rollcall/protocol'
import { NOTHING_MEASURED } from '@rollcall/sync'
import type { ClientState } from '@rollcall/web'
import { createUploads } from '@rollcall/web'
import type { Member, TestServer } from '../server/server-harness.ts'
import { bytesOf, shaOf, startServer } from '../server/server-harness.ts'
import type { EngineExtras } from './web-harness.ts'
import { ports, runEngine } from './web-harness.ts'

const MEBIBYTE = 1024 * 1024

/** Bytes that a browser calls a photo: it begins as a JPEG does. */
function photoBytes(seed: number, length = 4_000): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  bytes.set(bytesOf(seed, length))
  bytes.set([0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10, 0x4a, 0x46, 0x49, 0x46, 0x00])
  return bytes
}

function photo(name: string, bytes: Uint8Array<ArrayBuffer>): File {
  return new File([bytes], name, { lastModified: Date.UTC(2024, 5, 2), type: 'image/jpeg' })
}

/** An engine of a browser that takes files in. `freeBytes`: what its own store still gives. */
function browser(
  server: TestServer,
  member: Member,
  folder: string,
  {
    freeBytes = null,
    onRequest,
    isCut = false,
  }: { freeBytes?: number | null; isCut?: boolean } & Pick<EngineExtras, 'onRequest'> = {},
) {
  return runEngine(server, member, folder, isCut, {
    ...(onRequest === undefined ? {} : { onRequest }),
    createUploads: (library, files, caller) =>
      createUploads(library, {
        ...ports,
        files,
        hmacSha256: (key, text) => createHmac('sha256', Buffer.from(key, 'hex')).update(text).digest('hex'),
        createSha256: async () => {
          const sum = createSha256()
          return { update: sum.update, digestHex: () => sum.digestHex() as Sha256 }
        },
        sha256Of: async (bytes) => shaOf(bytes),
        conditions: async () => ({ ...NOTHING_MEASURED, freeBytes }),
        uploadsApi: (libraryId: LibraryId) => createUploadsApi(caller, libraryId),
        thumbnails: { make: async () => null, drop: () => undefined },
        onBug: (bug) => assert.fail(String(bug)),
      }),
  })
}

async function openFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-uploads-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

function counted({ roll }: ClientState): number {
  return roll.safe + roll.inProgress + roll.waiting + roll.blocked + roll.excluded
}

const isAllSafe = (count: number) => (state: ClientState) => state.roll.safe === count && state.unsent === 0

async function storedBytes(member: Member, sha256: string): Promise<Uint8Array> {
  const answer = await member.inLibrary('GET', `blobs/${sha256}`)
  assert.equal(answer.status, 200)
  return new Uint8Array(await answer.arrayBuffer())
}

test('[R1] [R4] createUploads() makes a picked photo safe when the library holds it, and keeps no copy then', async (t) => {
  await using server = await startServer()
  await server.addAccount('ana')
  const member = await server.signIn('ana')
  const folder = await openFolder(t)
  await using running = await browser(server, member, folder)
  const bytes = photoBytes(1)
  await running.engine.upload([photo('IMG_0001.JPG', bytes)])
  const seen: string[] = []
  const state = await running.until((each) => {
    const [entry] = each.uploads
    if (entry !== undefined && seen.at(-1) !== entry.state) seen.push(entry.state)
    assert.equal(counted(each), each.uploads.length)
    return isAllSafe(1)(each) && each.assets === 1
  })
  assert.equal(state.uploads[0]?.reason, null)
  assert.ok((state.uploads[0]?.verifiedAt ?? 0) > 0)
  assert.ok(seen.includes('verifying'), seen.join())
  assert.deepEqual(await storedBytes(member, shaOf(bytes)), new Uint8Array(bytes))
  const left = await readdir(folder, { recursive: true })
  assert.deepEqual(
    left.filter((name) => name.includes('picked-')),
    [],
  )
})

test('createUploads() goes on with the parts that are missing after the browser was closed in the middle', async (t) => {
  await using server = await startServer()
  await server.addAccount('ana')
  const member = await server.signIn('ana')
  const folder = await openFolder(t)
  const bytes = photoBytes(2, 30 * MEBIBYTE)
  const sent: string[] = []
  const isPart = ({ method, url }: Request) => method === 'PUT' && url.includes('/parts/')
  {
    await using running = await browser(server, member, folder, {
      onRequest: (request, line) => {
        if (isPart(request) && sent.length === 2) line.isCut = true
        else if (isPart(request)) sent.push(request.url)
      },
    })
    await running.engine.upload([photo('IMG_0002.JPG', bytes)])
    const state = await running.until(({ uploads }) => uploads[0]?.reason === 'server_unreachable')
    assert.equal(state.roll.safe, 0)
  }
  {
    await using running = await browser(server, member, folder, {
      onRequest: (request) => void (isPart(request) && sent.push(request.url)),
    })
    await running.until(isAllSafe(1))
  }
  assert.equal(sent.length, 4)
  assert.equal(new Set(sent).size, 4)
  assert.equal(shaOf(await storedBytes(member, shaOf(bytes))), shaOf(bytes))
})

test('createUploads() keeps what is picked without a network, and sends it when there is one again', async (t) => {
  await using server = await startServer()
  await server.addAccount('ana')
  const member = await server.signIn('ana')
  const folder = await openFolder(t)
  {
    await using running = await browser(server, member, folder)
    await running.until(({ phase }) => phase === 'ready')
    running.line.isCut = true
    running.engine.wake()
    await running.engine.upload([photo('IMG_0003.JPG', photoBytes(3))])
    const state = await running.until(({ away }) => away !== null)
    assert.deepEqual(
      state.uploads.map((each) => [each.state, each.isKept]),
      [['waiting', true]],
    )
    assert.equal(state.uploads[0]?.reason, 'server_unreachable')
    assert.equal(await running.engine.clear('only_what_is_safe'), false)
  }
  await using running = await browser(server, member, folder)
  await running.until(isAllSafe(1))
})

test('createUploads() counts one file that is picked twice once, and knows the same content under another name', async (t) => {
  await using server = await startServer()
  await server.addAccount('ana')
  const member = await server.signIn('ana')
  await using running = await browser(server, member, await openFolder(t))
  const bytes = photoBytes(4)
  await running.engine.upload([photo('IMG_0004.JPG', bytes), photo('IMG_0004.JPG', bytes)])
  await running.until(isAllSafe(1))
  await running.engine.upload([photo('copy of IMG_0004.JPG', bytes), new File(['a,b'], 'list.csv')])
  const state = await running.until(({ roll }) => roll.safe === 2 && roll.excluded === 1)
  assert.equal(state.assets, 1)
  const byName = new Map(state.uploads.map((each) => [each.name, each]))
  assert.match(byName.get('copy of IMG_0004.JPG')?.sentence ?? '', /same content as IMG_0004\.JPG/)
  assert.equal(byName.get('list.csv')?.reason, 'unsupported_type')
})

test('[R8] createUploads() says that the quota is full, and sends when there is room', async (t) => {
  await using server = await startServer()
  const libraryId = await server.addAccount('ana', 5_000)
  const member = await server.signIn('ana')
  await using running = await browser(server, member, await openFolder(t))
  await running.engine.upload([
    photo('small.jpg', photoBytes(5, 3_000)),
    photo('large.jpg', photoBytes(6, 4_000)),
  ])
  const state = await running.until(({ roll }) => roll.safe === 1 && roll.blocked === 1)
  const told = state.uploads.find((each) => each.state === 'blocked')
  assert.equal(told?.reason, 'quota_full')
  assert.match(told?.sentence ?? '', /of the quota are left\. It is safe only here\./)
  assert.ok(libraryId)
})

test('createUploads() reads a file from where it was picked where there is no room for a copy, and says so', async (t) => {
  await using server = await startServer()
  await server.addAccount('ana')
  const member = await server.signIn('ana')
  const folder = await openFolder(t)
  {
    await using running = await browser(server, member, folder, { freeBytes: 1_000 })
    await running.until(({ phase }) => phase === 'ready')
    running.line.isCut = true
    running.engine.wake()
    await running.engine.upload([photo('IMG_0007.JPG', photoBytes(7))])
    assert.equal(running.engine.state().uploads[0]?.isKept, false)
  }
  await using running = await browser(server, member, folder, { freeBytes: 1_000 })
  const torn = await running.until(({ roll }) => roll.blocked === 1)
  assert.match(torn.uploads[0]?.sentence ?? '', /choose it again/)
  await running.engine.upload([photo('IMG_0007.JPG', photoBytes(7))])
  const state = await running.until(isAllSafe(1))
  assert.equal(counted(state), 1)
})

test('createUploads() leaves out what somebody does not want any more, and counts it', async (t) => {
  await using server = await startServer()
  await server.addAccount('ana')
  const member = await server.signIn('ana')
  await using running = await browser(server, member, await openFolder(t))
  await running.until(({ phase }) => phase === 'ready')
  running.line.isCut = true
  await running.engine.upload([photo('IMG_0008.JPG', photoBytes(8))])
  const { uploads } = await running.until(({ roll }) => roll.waiting === 1)
  running.engine.leaveOutUploads(uploads.map(({ id }) => id))
  await running.until(({ roll }) => roll.excluded === 1 && roll.waiting === 0)
  assert.equal(await running.engine.clear('only_what_is_safe'), true)
})
