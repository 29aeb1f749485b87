import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { access, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { renderTextOf } from '@rollcall/media'
import { createSystemClock } from '@rollcall/platform-node'
import type { AssetId, Recipe, Sha256 } from '@rollcall/protocol'
import {
  assetIdSchema,
  declaredResourceSchema,
  pushResponseSchema,
  readDerivativePack,
  sha256Schema,
} from '@rollcall/protocol'
import { createDeriver } from '@rollcall/server'
import sharp from 'sharp'
import { assetsOf, runDerivationsOf, startDeriving, until } from './deriving-harness.ts'
import { createScriptedDeriver, failedWith, madeOf } from './scripted-deriver.ts'
import type { createLine, Member } from './server-harness.ts'
import { answeredWith, refusedWith, shaOf, startServer } from './server-harness.ts'

const SAMPLE = new URL('../../samples/DCIM/100APPLE/IMG_0005.JPG', import.meta.url)

/** As a client works it out. */
function renderIdOf(sha256: Sha256, recipe: Recipe): Sha256 {
  return sha256Schema.parse(createHash('sha256').update(renderTextOf(sha256, recipe)).digest('hex'))
}

const derivative = (member: Member, sha256: Sha256, kind: string) =>
  member.inLibrary('GET', `derivatives/1/${sha256}/${kind}`)

async function statusOf(response: Promise<Response>): Promise<number> {
  const { status, body } = await response
  await body?.cancel()
  return status
}

async function edit(
  line: ReturnType<typeof createLine>,
  assetId: AssetId,
  recipe: Recipe | null,
): Promise<void> {
  const mutation = line.numbered({ op: 'setVersion' as const, args: { assetId, recipe, sha256: null } })
  const { outcomes } = await answeredWith(200, pushResponseSchema, line.push(line.request([mutation])))
  assert.deepEqual(outcomes[0]?.outcome, { kind: 'applied' })
}

test('a photo that is edited gets derivatives of how it looks now, and the feed tells when they are there', async () => {
  await using server = await startServer()
  await using deriving = await startDeriving(server, (job) => madeOf(job))
  const { ana, line, add, deriver } = deriving
  const { sha256, id } = await add('IMG_1.JPG', 1)
  const recipe: Recipe = { rotate: 90, filter: 'mono' }
  await edit(line, id, recipe)
  const versionOf = async () => (await assetsOf(ana)).get(id)?.version
  await until(async () => (await versionOf())?.derivatives !== undefined)
  const renderId = renderIdOf(sha256, recipe)
  assert.deepEqual(await versionOf(), {
    rev: 1,
    recipe,
    sha256: null,
    derivatives: { version: 1, kinds: ['preview', 'small'], failure: null },
  })
  assert.equal(
    await (await derivative(ana, renderId, 'small')).text(),
    'small of IMG_1.JPG {"rotate":90,"filter":"mono"}',
  )
  assert.equal(await (await derivative(ana, sha256, 'small')).text(), 'small of IMG_1.JPG')
  await refusedWith('not_found', derivative(ana, renderId, 'stream'))
  const response = await ana.inLibrary('GET', `derivatives/1/packs/small?of=${sha256},${renderId}`)
  const pack = readDerivativePack(new Uint8Array(await response.arrayBuffer()))
  assert.deepEqual(
    pack?.map((packed) => [packed.sha256, packed.bytes?.length]),
    [
      [sha256, 18],
      [renderId, 48],
    ],
  )
  assert.equal((await assetsOf(ana)).get(id)?.media?.lookHash, '00000000000000ff')
  assert.deepEqual(
    deriver.jobs.map((job) => [job.sha256, job.recipe]),
    [
      [sha256, null],
      [sha256, recipe],
    ],
  )
  await server.addAccount('ben')
  const ben = await server.signIn('ben')
  await refusedWith('not_found', derivative(ben, renderId, 'small'))
})

test('a look that made way for another is forgotten when that is made, and is made again when it comes back', async () => {
  await using server = await startServer()
  await using deriving = await startDeriving(server, (job) => madeOf(job))
  const { ana, line, add } = deriving
  const { sha256, id } = await add('IMG_1.JPG', 1)
  const looks: readonly Recipe[] = [{ rotate: 90 }, { rotate: 180 }]
  const [first, second] = looks.map((recipe) => renderIdOf(sha256, recipe))
  assert.ok(first !== undefined && second !== undefined)
  const isMade = async (renderId: Sha256) => (await statusOf(derivative(ana, renderId, 'preview'))) === 200
  const fileOf = (renderId: Sha256) =>
    `files/${renderId.slice(0, 2)}/${renderId.slice(2, 4)}/${renderId}-preview-v1`
  await edit(line, id, { rotate: 90 })
  await until(() => isMade(first))
  await access(join(server.folder, 'derivatives', fileOf(first)))
  await edit(line, id, { rotate: 180 })
  await until(() => isMade(second))
  const removals = await server.ports.store.read(ana.libraryId, (reader) => reader.removals(9))
  assert.ok(removals.some(({ derivative: file }) => file === fileOf(first)))
  await refusedWith('not_found', derivative(ana, first, 'preview'))
  // Back to the original: there is nothing to make, and nothing to tell.
  await edit(line, id, null)
  const version = (await assetsOf(ana)).get(id)?.version
  assert.deepEqual([version?.recipe, version?.derivatives], [null, undefined])
  await edit(line, id, { rotate: 90 })
  await until(() => isMade(first))
  await until(async () => (await assetsOf(ana)).get(id)?.version?.derivatives?.kinds.length === 2)
})

test('a look that two photos have stays as long as one of them has it', async () => {
  await using server = await startServer()
  await using deriving = await startDeriving(server, (job) => madeOf(job))
  const { ana, line, add, deriver } = deriving
  const { sha256, id } = await add('IMG_1.JPG', 1)
  const copyId = await copyOf(ana, line, sha256, id)
  const recipe: Recipe = { flip: true }
  const renderId = renderIdOf(sha256, recipe)
  const isTold = async (assetId: AssetId) =>
    (await assetsOf(ana)).get(assetId)?.version?.derivatives !== undefined
  await edit(line, id, recipe)
  await until(() => isTold(id))
  await edit(line, copyId, recipe)
  // At once: it is made already.
  assert.equal(await isTold(copyId), true)
  assert.equal(deriver.jobs.filter((job) => job.recipe !== null).length, 1)
  await edit(line, copyId, { rotate: 90 })
  await until(() => isTold(copyId))
  assert.equal(await statusOf(derivative(ana, renderId, 'preview')), 200)
  await edit(line, id, { rotate: 270 })
  await until(() => isTold(id))
  await refusedWith('not_found', derivative(ana, renderId, 'preview'))
})

/** Adds a second asset of the same bytes. */
async function copyOf(
  member: Member,
  line: ReturnType<typeof createLine>,
  sha256: Sha256,
  id: AssetId,
): Promise<AssetId> {
  const asset = (await assetsOf(member)).get(id)
  assert.ok(asset)
  const idKey = Buffer.from(member.session.libraries[0]?.idKey ?? '', 'hex')
  const copyId = assetIdSchema.parse(
    createHmac('sha256', idKey).update(`${sha256}:1`).digest('hex').slice(0, 32),
  )
  const resources = asset.resources.map((resource) => declaredResourceSchema.strip().parse(resource))
  const { kind, takenAt, takenFrom } = asset
  const args = {
    assetId: copyId,
    copyNo: 1,
    kind,
    takenAt,
    takenFrom,
    resources,
    source: 'explicit' as const,
  }
  const create = line.numbered({ op: 'create' as const, args })
  const { outcomes } = await answeredWith(200, pushResponseSchema, line.push(line.request([create])))
  assert.deepEqual(outcomes[0]?.outcome, { kind: 'applied' })
  return copyId
}

test('a look whose derivatives are gone from the disk is made again', async () => {
  await using server = await startServer()
  await using deriving = await startDeriving(server, (job) => madeOf(job))
  const { ana, line, add } = deriving
  const { sha256, id } = await add('IMG_1.JPG', 1)
  const recipe: Recipe = { flip: true }
  const renderId = renderIdOf(sha256, recipe)
  await edit(line, id, recipe)
  await until(async () => (await statusOf(derivative(ana, renderId, 'preview'))) === 200)
  await rm(join(server.folder, 'derivatives', 'files'), { recursive: true })
  await refusedWith('not_found', derivative(ana, renderId, 'preview'))
  await until(async () => (await statusOf(derivative(ana, renderId, 'preview'))) === 200)
})

test('a look that cannot be made says why, and one that was replaced before it was made is made no more', async () => {
  await using server = await startServer()
  const first = await startDeriving(server, (job) => madeOf(job))
  const { ana, line, add } = first
  const { sha256, id } = await add('IMG_1.JPG', 1)
  await until(async () => (await assetsOf(ana)).get(id)?.media !== undefined)
  await first[Symbol.asyncDispose]()
  // Nobody makes derivatives now.
  await edit(line, id, { rotate: 90 })
  await edit(line, id, { rotate: 180 })
  const deriver = createScriptedDeriver(async () => failedWith('corrupt_source'))
  await using _second = runDerivationsOf(server, deriver)
  await until(async () => (await assetsOf(ana)).get(id)?.version?.derivatives !== undefined)
  const asset = (await assetsOf(ana)).get(id)
  assert.deepEqual(asset?.version?.derivatives, { version: 1, kinds: [], failure: 'corrupt_source' })
  assert.equal(asset?.resources[0]?.derivatives?.failure, null)
  assert.deepEqual(
    deriver.jobs.map((job) => [job.sha256, job.recipe]),
    [[sha256, { rotate: 180 }]],
  )
})

test('a look that takes too long is tried three times, later each time, and then says why', async () => {
  await using server = await startServer()
  await using deriving = await startDeriving(server, async (job) =>
    job.recipe === null ? madeOf(job) : failedWith('out_of_time'),
  )
  const { ana, line, add, deriver } = deriving
  const { id } = await add('IMG_1.JPG', 1)
  await edit(line, id, { straighten: 10 })
  const triesOf = () => deriver.jobs.filter((job) => job.recipe !== null).length
  for (const [tries, minutes] of [
    [1, 0],
    [2, 1.1],
    [3, 4.1],
  ] as const) {
    server.pass(minutes * 60_000)
    await until(() => triesOf() === tries)
    await sleep(100)
    assert.equal(triesOf(), tries)
  }
  await until(async () => (await assetsOf(ana)).get(id)?.version?.derivatives?.failure === 'out_of_time')
  assert.equal((await assetsOf(ana)).get(id)?.resources[0]?.derivatives?.failure, null)
})

test('an edited photo comes first, before originals that wait', async () => {
  await using server = await startServer()
  const first = await startDeriving(server, (job) => madeOf(job))
  const { ana, line, add } = first
  const { id } = await add('IMG_1.JPG', 1)
  await until(async () => (await assetsOf(ana)).get(id)?.media !== undefined)
  await first[Symbol.asyncDispose]()
  for (const seed of [2, 3]) await add(`IMG_${seed}.JPG`, seed)
  await edit(line, id, { rotate: 90 })
  const deriver = createScriptedDeriver((job) => madeOf(job))
  await using _second = runDerivationsOf(server, deriver)
  await until(() => deriver.jobs.length === 3)
  assert.equal(deriver.jobs[0]?.name, 'IMG_1.JPG')
})

test('a real photo is turned, cut and made grey by the process that decodes', async () => {
  await using server = await startServer()
  await using deriving = await startDeriving(server, async () => null)
  const { ana, line } = deriving
  await deriving[Symbol.asyncDispose]()
  const bytes = await readFile(SAMPLE)
  await ana.put(bytes)
  const create = line.create(bytes)
  await answeredWith(200, pushResponseSchema, line.push(line.request([create])))
  const recipe: Recipe = {
    rotate: 90,
    straighten: -3.5,
    crop: { left: 0.2, top: 0.1, width: 0.5, height: 0.6 },
    light: { exposure: 20, shadows: 30 },
    filter: 'mono',
  }
  await edit(line, create.args.assetId, recipe)
  const deriver = createDeriver({ clock: createSystemClock(), jobsAtOnce: 1 })
  try {
    await using _run = runDerivationsOf(server, deriver)
    const versionOf = async () => (await assetsOf(ana)).get(create.args.assetId)?.version
    await until(async () => (await versionOf())?.derivatives !== undefined)
    assert.deepEqual((await versionOf())?.derivatives?.kinds, ['medium', 'preview', 'small'])
    const preview = await derivative(ana, renderIdOf(shaOf(bytes), recipe), 'preview')
    const made = sharp(Buffer.from(await preview.arrayBuffer()))
    const { data, info } = await made.raw().toBuffer({ resolveWithObject: true })
    const original = await sharp(bytes).metadata()
    assert.ok(info.width < original.height * 0.5 && info.height < original.width * 0.6)
    // JPEG keeps grey within a step or two.
    for (let at = 0; at < data.length; at += 3) {
      assert.ok(Math.abs((data[at] ?? 0) - (data[at + 1] ?? 0)) <= 2)
    }
  } finally {
    await deriver.close()
  }
})
