import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { bitsBetween, LOOKALIKE_MAX_BITS } from '@rollcall/media'
import { createSystemClock } from '@rollcall/platform-node'
import { pushResponseSchema } from '@rollcall/protocol'
import type { DeriveJob, Deriver } from '@rollcall/server'
import { createDeriver } from '@rollcall/server'
import sharp from 'sharp'
import { assetsOf, runDerivationsOf, until } from './deriving-harness.ts'
import type { Member, TestServer } from './server-harness.ts'
import { answeredWith, clientId, createLine, startServer } from './server-harness.ts'

const SAMPLES = new URL('../../samples/DCIM/', import.meta.url)

/** A server with a device that has sent photos, and the process that decodes. */
async function startWith(server: TestServer, files: readonly Uint8Array[]) {
  await server.addAccount('ana')
  const ana = await server.signIn('ana')
  const line = createLine(ana, clientId(1))
  for (const bytes of files) {
    await ana.put(bytes)
    await answeredWith(200, pushResponseSchema, line.push(line.request([line.create(bytes)])))
  }
  return ana
}

async function hashesOf(member: Member): Promise<readonly (string | null | undefined)[]> {
  return [...(await assetsOf(member)).values()]
    .toSorted((one, other) => one.no - other.no)
    .map(({ media }) => media?.lookHash)
}

test('photos that look alike differ in few bits, and others in many', async () => {
  await using server = await startServer()
  const photo = await readFile(new URL('100APPLE/IMG_0005.JPG', SAMPLES))
  const other = await readFile(new URL('101NIKON/DSC_0042.JPG', SAMPLES))
  const shrunk = await sharp(photo).autoOrient().resize(300).webp({ quality: 50 }).toBuffer()
  const ana = await startWith(server, [photo, shrunk, other])
  const deriver = createDeriver({ clock: createSystemClock(), jobsAtOnce: 1 })
  try {
    await using _run = runDerivationsOf(server, deriver)
    await until(async () => (await hashesOf(ana)).every((hash) => hash !== undefined))
    const [first, second, third] = await hashesOf(ana)
    assert.ok(first && second && third)
    assert.ok(bitsBetween(first, second) <= LOOKALIKE_MAX_BITS)
    assert.ok(bitsBetween(first, third) > LOOKALIKE_MAX_BITS)
  } finally {
    await deriver.close()
  }
})

test('photos of an earlier release get a look hash out of the small pictures that are there', async () => {
  await using server = await startServer()
  const photos = await Promise.all(
    ['100APPLE/IMG_0005.JPG', '101NIKON/DSC_0042.JPG'].map((name) => readFile(new URL(name, SAMPLES))),
  )
  const ana = await startWith(server, photos)
  const real = createDeriver({ clock: createSystemClock(), jobsAtOnce: 1 })
  const jobs: DeriveJob['wants'][] = []
  const deriver: Deriver = {
    ...real,
    derive: (job, signal) => {
      jobs.push(job.wants)
      return real.derive(job, signal)
    },
  }
  try {
    const first = runDerivationsOf(server, deriver)
    await until(async () => (await hashesOf(ana)).every((hash) => hash !== undefined))
    await first[Symbol.asyncDispose]()
    const told = await hashesOf(ana)
    forgetHashes(join(server.folder, 'rollcall.db'))
    assert.deepEqual(await hashesOf(ana), [undefined, undefined])
    jobs.length = 0
    await using _second = runDerivationsOf(server, deriver)
    await until(async () => (await hashesOf(ana)).every((hash) => hash !== undefined))
    const again = await hashesOf(ana)
    for (const [index, hash] of told.entries()) {
      assert.ok(bitsBetween(hash ?? '', again[index] ?? '') <= 2, `${hash} ${again[index]}`)
    }
    assert.deepEqual(jobs, ['look_hash', 'look_hash'])
  } finally {
    await deriver.close()
  }
})

/** Makes the rows what an earlier release left. */
function forgetHashes(path: string): void {
  const database = new DatabaseSync(path)
  database.exec("UPDATE derivation SET body = json_remove(body, '$.lookHash')")
  database.exec("UPDATE asset SET body = json_remove(body, '$.media.lookHash')")
  database.exec('UPDATE blob SET look_due = 1')
  database.close()
}
