import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assetsOf, startDeriving, until } from './deriving-harness.ts'
import type { Says } from './scripted-deriver.ts'
import { madeOf } from './scripted-deriver.ts'
import { startServer } from './server-harness.ts'

const LIVE: Says = { contentId: '1E27A1C0-9227-44EF-A8F6-AE97D0EDA82F' }
const MOTION: Says = { ...LIVE, type: 'video/quicktime', kind: 'video', durationMs: 2_500.4 }

test('the halves of a Live Photo become one asset, in either order of arrival', async () => {
  for (const names of [
    ['IMG_1.HEIC', 'IMG_1.MOV'],
    ['IMG_1.MOV', 'IMG_1.HEIC'],
  ]) {
    await using server = await startServer()
    await using deriving = await startDeriving(server, (job) =>
      madeOf(job, job.name.endsWith('.MOV') ? MOTION : LIVE),
    )
    const { ana, add } = deriving
    const idByName = new Map<string, string>()
    for (const [index, name] of names.entries()) {
      const { id } = await add(name, index, name.endsWith('.MOV') ? 'video' : 'photo')
      idByName.set(name, id)
      await until(async () => (await assetsOf(ana)).get(id)?.media !== undefined)
      server.pass(3_600_000)
    }
    const assets = await assetsOf(ana)
    const still = assets.get(idByName.get('IMG_1.HEIC') ?? '')
    const motion = assets.get(idByName.get('IMG_1.MOV') ?? '')
    assert.deepEqual([still?.state, motion?.state, motion?.mergedInto], ['live', 'merged', still?.id])
    assert.deepEqual(
      still?.resources.map(({ role, name }) => [role, name]),
      [
        ['still', 'IMG_1.HEIC'],
        ['motion', 'IMG_1.MOV'],
      ],
    )
    assert.deepEqual(still?.media?.subtypes, ['live_photo'])
    assert.ok(still?.resources.every(({ derivatives }) => derivatives?.version === 1))
  }
})

test('RAW and JPEG of one shot become one asset, and so do the frames of a burst', async () => {
  await using server = await startServer()
  const burst: Says = { burstId: 'B1' }
  await using deriving = await startDeriving(server, (job) => {
    if (job.name.startsWith('BURST')) return madeOf(job, burst)
    const raw: Says = { type: 'image/x-canon-cr3', subtypes: ['raw'] }
    return madeOf(job, { model: 'Canon EOS R5', ...(job.name.endsWith('.CR3') ? raw : {}) })
  })
  const { ana, add } = deriving
  const raw = await add('IMG_1.CR3', 1)
  const jpeg = await add('IMG_1.JPG', 2)
  const other = await add('IMG_2.JPG', 3)
  const frames = []
  for (const seed of [10, 11, 12]) frames.push(await add(`BURST${seed}.JPG`, seed))
  await until(async () => [...(await assetsOf(ana)).values()].every(({ media }) => media !== undefined))
  const assets = await assetsOf(ana)
  assert.equal(assets.get(raw.id)?.mergedInto, jpeg.id)
  assert.equal(assets.get(other.id)?.resources.length, 1)
  assert.deepEqual(
    assets.get(jpeg.id)?.resources.map(({ role }) => role),
    ['still', 'raw'],
  )
  const live = [...assets.values()].filter(({ state }) => state === 'live')
  assert.equal(live.length, 3)
  assert.equal(live.find(({ resources }) => resources[0]?.name.startsWith('BURST'))?.resources.length, 3)
  assert.equal(frames.length, 3)
})

test('a half that belongs to a part waits for the whole that the part went into', async () => {
  await using server = await startServer()
  const raw: Says = { ...LIVE, type: 'image/x-adobe-dng', subtypes: ['raw'], model: 'iPhone' }
  await using deriving = await startDeriving(server, (job) => {
    if (job.name.endsWith('.MOV')) return madeOf(job, MOTION)
    return madeOf(job, job.name.endsWith('.DNG') ? raw : { model: 'iPhone' })
  })
  const { ana, add } = deriving
  const read = async () => {
    await until(async () => [...(await assetsOf(ana)).values()].every(({ media }) => media !== undefined))
    return await assetsOf(ana)
  }
  await add('IMG_1.DNG', 1)
  await read()
  const jpeg = await add('IMG_1.JPG', 2)
  await read()
  await add('IMG_1.MOV', 3, 'video')
  const roles = (await read()).get(jpeg.id)?.resources.map(({ role }) => role)
  assert.deepEqual(roles, ['still', 'raw', 'motion'])
})
