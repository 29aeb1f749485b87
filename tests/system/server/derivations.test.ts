import assert from 'node:assert/strict'
import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { DERIVATIVE_VERSION } from '@rollcall/media'
import type { Sha256 } from '@rollcall/protocol'
import { pushResponseSchema, readDerivativePack } from '@rollcall/protocol'
import { assetsOf, runDerivationsOf, startDeriving, until } from './deriving-harness.ts'
import type { Says } from './scripted-deriver.ts'
import { createScriptedDeriver, failedWith, madeOf } from './scripted-deriver.ts'
import type { Member } from './server-harness.ts'
import {
  answeredWith,
  bytesOf,
  clientId,
  createLine,
  refusedWith,
  shaOf,
  startServer,
} from './server-harness.ts'

const derivative = (member: Member, sha256: Sha256, kind: string, version = 1) =>
  member.inLibrary('GET', `derivatives/${version}/${sha256}/${kind}`)

/** The status alone; the body is let go of, or the server would wait for it to be read. */
async function statusOf(response: Promise<Response>): Promise<number> {
  const { status, body } = await response
  await body?.cancel()
  return status
}

test('a new photo is looked into, and the feed tells what it says and what can be fetched', async () => {
  await using server = await startServer()
  await using deriving = await startDeriving(server, (job) =>
    madeOf(job, { make: 'Apple', subtypes: ['hdr'] }),
  )
  const { ana, add } = deriving
  const { sha256, id } = await add('IMG_1.JPG', 1)
  await until(async () => (await assetsOf(ana)).get(id)?.media !== undefined)
  const asset = (await assetsOf(ana)).get(id)
  assert.equal(asset?.takenAt, Date.UTC(2024, 5, 2, 10))
  assert.equal(asset?.takenFrom, 'exif_original')
  assert.deepEqual(
    [asset?.media?.make, asset?.media?.subtypes, asset?.media?.thumbhash, asset?.media?.offsetMinutes],
    ['Apple', ['hdr'], 'AAAA', 120],
  )
  assert.deepEqual(asset?.resources[0]?.derivatives, {
    version: 1,
    kinds: ['preview', 'small'],
    failure: null,
  })

  const small = await derivative(ana, sha256, 'small')
  assert.equal(await small.text(), 'small of IMG_1.JPG')
  assert.equal(small.headers.get('cache-control'), 'private, max-age=31536000, immutable')
  assert.equal(small.headers.get('content-type'), 'image/webp')
  const headers = { 'if-none-match': small.headers.get('etag') ?? '' }
  assert.equal(await statusOf(ana.inLibrary('GET', `derivatives/1/${sha256}/small`, { headers })), 304)
  const part = await ana.inLibrary('GET', `derivatives/1/${sha256}/preview`, {
    headers: { range: 'bytes=0-6' },
  })
  assert.deepEqual([part.status, await part.text()], [206, 'preview'])
})

test('derivatives of another library, another version and another kind are not there', async () => {
  await using server = await startServer()
  await using deriving = await startDeriving(server, (job) => madeOf(job))
  const { ana, add } = deriving
  const { sha256, id } = await add('IMG_1.JPG', 1)
  await until(async () => (await assetsOf(ana)).get(id)?.media !== undefined)
  await server.addAccount('ben')
  const ben = await server.signIn('ben')
  await refusedWith('not_found', derivative(ben, sha256, 'small'))
  await refusedWith(
    'not_a_member',
    ben.call('GET', `libraries/${ana.libraryId}/derivatives/1/${sha256}/small`),
  )
  await refusedWith('not_found', derivative(ana, sha256, 'small', 2))
  await refusedWith('not_found', derivative(ana, sha256, 'stream'))
  await refusedWith('bad_request', derivative(ana, sha256, 'huge'))
})

test('a pack answers up to 64 small derivatives at once, and says which are not there', async () => {
  await using server = await startServer()
  await using deriving = await startDeriving(server, (job) => madeOf(job))
  const { ana, add } = deriving
  const added = await Promise.all([1, 2, 3].map((seed) => add(`IMG_${seed}.JPG`, seed)))
  await until(async () => [...(await assetsOf(ana)).values()].every(({ media }) => media !== undefined))
  const wanted = [...added.map(({ sha256 }) => sha256), shaOf(bytesOf(99))]
  const response = await ana.inLibrary('GET', `derivatives/1/packs/small?of=${wanted.join(',')}`)
  assert.equal(response.headers.get('cache-control'), 'no-store')
  const pack = readDerivativePack(new Uint8Array(await response.arrayBuffer()))
  assert.deepEqual(
    pack?.map(({ sha256, bytes }) => [sha256, bytes === null ? null : Buffer.from(bytes).toString()]),
    [
      ...added.map(({ sha256 }, index) => [sha256, `small of IMG_${index + 1}.JPG`]),
      [shaOf(bytesOf(99)), null],
    ],
  )
  const whole = await ana.inLibrary('GET', `derivatives/1/packs/small?of=${wanted.slice(0, 3).join(',')}`)
  assert.match(whole.headers.get('cache-control') ?? '', /immutable/)
  await whole.body?.cancel()
  const tooMany = Array.from({ length: 65 }, () => wanted[0]).join(',')
  await refusedWith('bad_request', ana.inLibrary('GET', `derivatives/1/packs/small?of=${tooMany}`))
})

test('derivatives that are gone from the disk, or are not what they were, are made again', async () => {
  await using server = await startServer()
  await using deriving = await startDeriving(server, (job) => madeOf(job))
  const { ana, add, deriver } = deriving
  const { sha256, id } = await add('IMG_1.JPG', 1)
  await until(async () => (await assetsOf(ana)).get(id)?.media !== undefined)
  const packs = join(server.folder, 'derivatives', 'packs')
  const [pack = ''] = await readdir(packs)
  await writeFile(join(packs, pack), 'something else entirely')
  await refusedWith('not_found', derivative(ana, sha256, 'small'))
  await until(() => deriver.jobs.length === 2)
  await until(async () => (await statusOf(derivative(ana, sha256, 'small'))) === 200)
  await rm(join(server.folder, 'derivatives', 'files'), { recursive: true })
  await refusedWith('not_found', derivative(ana, sha256, 'preview'))
  await until(async () => (await statusOf(derivative(ana, sha256, 'preview'))) === 200)
})

test('a file that cannot be decoded says why, stays safe, and holds up nothing', async () => {
  await using server = await startServer()
  await using deriving = await startDeriving(server, async (job) =>
    job.name.startsWith('BAD') ? failedWith('corrupt_source') : madeOf(job),
  )
  const { ana, add, deriver } = deriving
  const bad = await add('BAD.JPG', 1)
  const good = await add('IMG_2.JPG', 2)
  await until(async () => {
    const assets = await assetsOf(ana)
    return [bad, good].every(({ id }) => assets.get(id)?.media !== undefined)
  })
  const asset = (await assetsOf(ana)).get(bad.id)
  assert.deepEqual(asset?.resources[0]?.derivatives, { version: 1, kinds: [], failure: 'corrupt_source' })
  assert.equal(await statusOf(ana.inLibrary('GET', `blobs/${bad.sha256}`)), 200)
  assert.equal(deriver.jobs.filter(({ name }) => name === 'BAD.JPG').length, 1)
})

test('a file that takes too long is tried three times, later each time, and then says why', async () => {
  await using server = await startServer()
  await using deriving = await startDeriving(server, async () => failedWith('out_of_time'))
  const { ana, add, deriver } = deriving
  const { id } = await add('SLOW.JPG', 1)
  await until(() => deriver.jobs.length === 1)
  for (const [tries, minutes] of [
    [2, 1.1],
    [3, 4.1],
  ] as const) {
    server.pass(minutes * 60_000)
    await until(() => deriver.jobs.length === tries)
  }
  await until(async () => (await assetsOf(ana)).get(id)?.media !== undefined)
  assert.equal((await assetsOf(ana)).get(id)?.resources[0]?.derivatives?.failure, 'out_of_time')
})

test('work that a killed server had begun is begun again when its claim runs out', async () => {
  await using server = await startServer()
  await server.addAccount('ana')
  const ana = await server.signIn('ana')
  const line = createLine(ana, clientId(1))
  const bytes = bytesOf(1)
  await ana.put(bytes)
  await answeredWith(200, pushResponseSchema, line.push(line.request([line.create(bytes)])))
  const until60s = server.ports.clock.now() + 60_000
  await server.ports.store.write(ana.libraryId, (writer) => writer.claimDerivation(shaOf(bytes), until60s))
  const deriver = createScriptedDeriver((job) => madeOf(job))
  await using _run = runDerivationsOf(server, deriver)
  await sleep(200)
  assert.equal(deriver.jobs.length, 0)
  server.pass(61_000)
  await until(async () => [...(await assetsOf(ana)).values()].every(({ media }) => media !== undefined))
})

test('work that the server breaks off when it stops is begun again at once, and counts for nothing', async () => {
  await using server = await startServer()
  const first = await startDeriving(server, async () => null)
  const { ana, add, deriver } = first
  const { id } = await add('IMG_1.JPG', 1)
  await until(() => deriver.jobs.length === 1)
  await first[Symbol.asyncDispose]()
  await using _second = runDerivationsOf(
    server,
    createScriptedDeriver((job) => madeOf(job)),
  )
  await until(async () => (await assetsOf(ana)).get(id)?.media !== undefined)
})

test('work that is broken off is free at once, also when that is stored slowly', async () => {
  await using server = await startServer()
  const { ana, add, ...first } = await startDeriving(server, async () => null)
  const { sha256 } = await add('IMG_1.JPG', 1)
  await until(() => first.deriver.jobs.length === 1)
  await first[Symbol.asyncDispose]()

  const { store } = server.ports
  let isSlow = false
  const write: typeof store.write = async (libraryId, work) => {
    const written = await store.write(libraryId, work)
    // Longer than the pauses in which a claim is prolonged here.
    if (isSlow) await sleep(200)
    return written
  }
  const slow = { ...server, ports: { ...server.ports, store: { ...store, write } } }
  const deriver = createScriptedDeriver(async () => null)
  const second = runDerivationsOf(slow, deriver)
  await until(() => deriver.jobs.length === 1)
  isSlow = true
  await second[Symbol.asyncDispose]()
  const now = server.ports.clock.now()
  const work = await store.read(ana.libraryId, (reader) =>
    reader.derivationWorkOf(sha256, DERIVATIVE_VERSION, now),
  )
  assert.equal(work?.sha256, sha256)
})

test('a disk that gives out for long is not put down to the files', async () => {
  await using server = await startServer()
  let isBroken = true
  await using deriving = await startDeriving(server, async (job) => {
    if (isBroken) throw new Error('Cannot write file: the disk is full')
    return await madeOf(job)
  })
  const { ana, add, deriver } = deriving
  const { id } = await add('IMG_1.JPG', 1)
  await until(() => {
    server.pass(60_000)
    return deriver.jobs.length >= 12
  })
  isBroken = false
  await until(async () => {
    server.pass(60_000)
    return (await assetsOf(ana)).get(id)?.media !== undefined
  })
  assert.equal((await assetsOf(ana)).get(id)?.resources[0]?.derivatives?.failure, null)
})

test('what somebody is looking at comes first, then the newest', async () => {
  await using server = await startServer()
  let isHeld = true
  await using deriving = await startDeriving(server, async (job) => {
    while (isHeld) await sleep(5)
    return madeOf(job)
  })
  const { ana, add, deriver } = deriving
  const added = []
  for (const seed of [0, 1, 2, 3, 4]) {
    added.push(await add(`IMG_${seed}.JPG`, seed))
    server.pass(1_000)
  }
  await until(() => deriver.jobs.length === 1)
  const [, wanted] = added
  assert.ok(wanted)
  await refusedWith('not_found', derivative(ana, wanted.sha256, 'small'))
  isHeld = false
  await until(() => deriver.jobs.length === 5)
  assert.deepEqual(
    deriver.jobs.map(({ name }) => name),
    ['IMG_0.JPG', 'IMG_1.JPG', 'IMG_4.JPG', 'IMG_3.JPG', 'IMG_2.JPG'],
  )
})

test('streams leave a place for the pictures of photos that come meanwhile', async () => {
  await using server = await startServer()
  const streams = new Set<string>()
  await using deriving = await startDeriving(
    server,
    async (job) => {
      if (job.wants === 'stills') return { ...(await madeOf(job)), isStreamNeeded: job.name.endsWith('.MOV') }
      streams.add(job.name)
      return null
    },
    2,
  )
  const { ana, add } = deriving
  for (const seed of [1, 2, 3]) await add(`CLIP_${seed}.MOV`, seed, 'video')
  await until(() => streams.size === 1)
  const { id } = await add('IMG_4.JPG', 4)
  await until(async () => (await assetsOf(ana)).get(id)?.media !== undefined)
  assert.equal(streams.size, 1)
})

test('what a damaged file claims beyond all bounds is not told to devices', async () => {
  await using server = await startServer()
  const absurd: Says = {
    width: 640.5,
    height: -1,
    durationMs: 4.6e21,
    place: { latitude: 1e9, longitude: 0, altitudeM: null },
    taken: { local: '', offsetMinutes: null, offsetFrom: null, at: 1e300, source: 'exif_original' },
  }
  await using deriving = await startDeriving(server, async (job) => madeOf(job, absurd))
  const { ana, add } = deriving
  const { id } = await add('IMG_1.JPG', 1)
  // Reading the feed checks its shape.
  await until(async () => (await assetsOf(ana)).get(id)?.media !== undefined)
  const asset = (await assetsOf(ana)).get(id)
  assert.deepEqual([asset?.takenFrom, asset?.media?.durationMs], ['file_time', null])
})

test('an original that was lost and sent again is looked into again', async () => {
  await using server = await startServer()
  let isRotten = true
  await using deriving = await startDeriving(server, async (job) =>
    isRotten ? failedWith('corrupt_source') : madeOf(job),
  )
  const { ana, add } = deriving
  const { id, sha256 } = await add('IMG_1.JPG', 1)
  const failureOf = async () => (await assetsOf(ana)).get(id)?.resources[0]?.derivatives?.failure
  await until(async () => (await failureOf()) === 'corrupt_source')
  await server.ports.store.write(ana.libraryId, (writer) => {
    const blob = writer.blob(sha256)
    if (blob !== null) writer.putBlob({ ...blob, state: 'lost' })
  })
  isRotten = false
  await ana.put(bytesOf(1))
  await until(async () => (await failureOf()) === null)
})
