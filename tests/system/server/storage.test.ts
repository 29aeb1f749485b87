import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Asset, AssetId, CommandId, Media, Sha256 } from '@rollcall/protocol'
import { pushResponseSchema, storageSchema, usageSchema } from '@rollcall/protocol'
import type { PlanList } from '@rollcall/server'
import { createDuplicateBook, fixedPlans, measureStorage, runDuplicates } from '@rollcall/server'
import { findOffers } from '@rollcall/sync'
import type { Member } from './server-harness.ts'
import { answeredWith, assetsIn, clientId, createLine, refusedWith, startServer } from './server-harness.ts'
import { feedOf, startTrash } from './trash-harness.ts'

const DAY_MS = 24 * 3600_000

const PLANS: PlanList = {
  newAccounts: 'small',
  plans: [
    { id: 'tiny', name: '50 bytes', quotaBytes: 50, access: 'self' },
    { id: 'small', name: '5 GB', quotaBytes: 5_000_000_000, access: 'self' },
    { id: 'large', name: '2 TB', quotaBytes: 2_000_000_000_000, access: 'request' },
    { id: 'family', name: 'Family', quotaBytes: null, access: 'self', accounts: ['BEN'] },
  ],
}

const storageOf = (member: Member) => answeredWith(200, storageSchema, member.inLibrary('GET', 'storage'))

const takePlan = (member: Member, plan: string) =>
  answeredWith(200, storageSchema, member.inLibrary('POST', 'plan', { json: { plan } }))

async function startPlans() {
  const trash = await startTrash({ plans: fixedPlans(PLANS) })
  await trash.server.addAccount('ben', 1_000)
  return { ...trash, ben: await trash.server.signIn('ben') }
}

test('a plan is taken at once where anybody may, and asked for where the server’s owner has a say', async () => {
  await using world = await startPlans()
  const { ana, ben } = world
  const before = await storageOf(ben)
  assert.deepEqual([before.plan, before.usage.quotaBytes, before.request], [null, 1_000, null])
  assert.deepEqual(
    before.plans.map(({ id, access }) => [id, access]),
    [
      ['tiny', 'self'],
      ['small', 'self'],
      ['large', 'request'],
      ['family', 'self'],
    ],
  )
  const small = await takePlan(ben, 'small')
  assert.deepEqual([small.plan?.id, small.usage.quotaBytes], ['small', 5_000_000_000])
  const asked = await takePlan(ben, 'large')
  assert.deepEqual([asked.plan?.id, asked.request?.plan, asked.request?.state], ['small', 'large', 'waiting'])
  const withdrawn = await takePlan(ben, 'family')
  assert.deepEqual(
    [withdrawn.plan?.id, withdrawn.usage.quotaBytes, withdrawn.request],
    ['family', null, null],
  )
  const facts = await refusedWith('not_found', ben.inLibrary('POST', 'plan', { json: { plan: 'huge' } }))
  assert.equal(facts['plan'], 'huge')
  const owner = await takePlan(ana, 'large')
  assert.deepEqual([owner.plan?.id, owner.request], ['large', null])
})

test('a plan that is kept for others can neither be seen nor taken', async () => {
  await using server = await startServer({ plans: fixedPlans(PLANS) })
  await server.addAccount('ana')
  await server.addAccount('eva')
  const eva = await server.signIn('eva')
  assert.ok(!(await storageOf(eva)).plans.some(({ id }) => id === 'family'))
  await refusedWith('not_found', eva.inLibrary('POST', 'plan', { json: { plan: 'family' } }))
})

test('[R8] a plan smaller than what is stored deletes nothing: what is there stays, and smaller things go on', async () => {
  await using world = await startPlans()
  const photo = await world.add(1)
  const after = await takePlan(world.ana, 'tiny')
  assert.deepEqual([after.usage.quotaBytes, after.usage.usedBytes], [50, photo.bytes.length])
  const outcome = await world.act([{ op: 'setFavourite', args: { assetId: photo.id, value: true } }])
  assert.deepEqual(outcome, [{ kind: 'applied' }])
  const fetched = await world.ana.inLibrary('GET', `blobs/${photo.sha256}`)
  assert.deepEqual(new Uint8Array(await fetched.arrayBuffer()), photo.bytes)
})

test('a command to the server is done in the turn that brings it, once, and answered', async () => {
  await using world = await startPlans()
  const line = createLine(world.ben, clientId(7))
  const issue = (mark: number, plan: string) => ({
    op: 'issueCommand' as const,
    args: {
      target: 'server' as const,
      commandId: mark.toString(16).padStart(32, '0') as CommandId,
      command: { what: 'change_plan' as const, plan },
    },
  })
  const request = line.request([line.numbered(issue(1, 'small'))])
  const first = await answeredWith(200, pushResponseSchema, line.push(request))
  const told = first.page.changes.flatMap((change) =>
    change.kind === 'record' && change.record.kind === 'command' ? [change.record] : [],
  )
  assert.deepEqual(
    told.map(({ state, facts }) => [state, facts['state'], facts['plan']]),
    [['done', 'taken', 'small']],
  )
  await takePlan(world.ben, 'tiny')
  await answeredWith(200, pushResponseSchema, line.push(request))
  assert.equal((await storageOf(world.ben)).plan?.id, 'tiny')

  const wrong = line.request([line.numbered(issue(2, 'huge'))])
  const second = await answeredWith(200, pushResponseSchema, line.push(wrong))
  const refused = second.page.changes.flatMap((change) =>
    change.kind === 'record' && change.record.kind === 'command' ? [change.record] : [],
  )
  assert.deepEqual(
    refused.map(({ state, facts }) => [state, facts['because']]),
    [['refused', 'no_such_plan']],
  )
})

/** Puts photos and videos of any size into a library, without bytes on the disk. */
async function putAssets(world: Awaited<ReturnType<typeof startTrash>>, made: readonly Made[]) {
  await world.server.ports.store.write(world.ana.libraryId, (writer) => {
    for (const { mark, files, ...changes } of made) {
      const resources = files.map(([hash, bytes]) => {
        const sha256 = hash.toString(16).padStart(64, 'd') as Sha256
        writer.putBlob({ sha256, bytes, state: 'durable', verifiedAt: 1 })
        const file = { name: `IMG_${mark}.JPG`, mime: 'image/jpeg', modifiedAt: 0, state: 'present' as const }
        return { role: 'still' as const, sha256, bytes, ...file }
      })
      const [first] = resources
      assert.ok(first)
      writer.putAsset({
        id: idOf(mark),
        no: writer.nextNo(),
        seq: writer.nextSeq(),
        kind: 'photo',
        primarySha256: first.sha256,
        takenAt: mark * DAY_MS,
        takenFrom: 'exif_original',
        favourite: false,
        caption: '',
        state: 'live',
        trashedAt: null,
        trashedBy: null,
        resources,
        edits: {},
        ...changes,
      })
    }
  })
}

type Made = Partial<Asset> & {
  readonly mark: number
  /** Number of the hash, and bytes. */
  readonly files: readonly (readonly [number, number])[]
}

const idOf = (mark: number) => mark.toString(16).padStart(32, 'a') as AssetId

function media(changes: Partial<Media>): Media {
  const exposure = { iso: null, fNumber: null, seconds: null, focalLengthMm: null }
  const said = { make: null, model: null, lens: null, exposure, place: null, offsetMinutes: null }
  const looks = { thumbhash: null, colour: null, contentId: null, burstId: null, durationMs: null }
  return { width: 4_000, height: 3_000, subtypes: [], warnings: [], ...said, ...looks, ...changes }
}

const MADE: readonly Made[] = [
  { mark: 1, kind: 'video', files: [[1, 400_000_000]] },
  // Half of its bytes are those of a photo that stays.
  {
    mark: 2,
    kind: 'video',
    files: [
      [2, 90_000_000],
      [3, 60_000_000],
    ],
  }, // prettier-ignore
  { mark: 3, files: [[3, 60_000_000]] },
  { mark: 4, kind: 'video', favourite: true, files: [[4, 300_000_000]] },
  { mark: 5, kind: 'video', files: [[5, 20_000_000]] },
  { mark: 6, media: media({ subtypes: ['screenshot'] }), files: [[6, 3_000]] },
  {
    mark: 7,
    media: media({ subtypes: ['screenshot'] }),
    files: [
      [6, 3_000],
      [7, 500],
    ],
  }, // prettier-ignore
  { mark: 8, media: media({ subtypes: ['screenshot'] }), hidden: true, files: [[8, 9_000]] },
  { mark: 9, media: media({ lookHash: '5a3c96f01e2d4b87' }), takenAt: 5, files: [[9, 7_000]] },
  { mark: 10, media: media({ lookHash: '5a3c96f01e2d4b87', width: 900 }), takenAt: 5, files: [[10, 2_000]] },
  { mark: 11, state: 'trashed', purgeAt: 9e12, files: [[11, 800]] },
  // In the trash, and yet needed.
  {
    mark: 12,
    state: 'trashed',
    purgeAt: 9e12,
    files: [
      [12, 70],
      [9, 7_000],
    ],
  }, // prettier-ignore
]

/** A server that looks for duplicates, and what it offers when it has looked at everything. */
async function startLooking() {
  const book = createDuplicateBook()
  let found = () => {}
  const duplicates: typeof book = {
    ...book,
    put: (libraryId, what) => {
      book.put(libraryId, what)
      found()
    },
  }
  const world = await startTrash({ duplicates })
  const stop = new AbortController()
  const running = runDuplicates({ ...world.server.ports, duplicates }, stop.signal)
  return {
    ...world,
    offersOf: async (member: Member) => {
      for (;;) {
        const next = new Promise<void>((resolve) => {
          found = resolve
        })
        const told = await storageOf(member)
        if (told.duplicates?.isLooking === false) return told.offers
        await next
      }
    },
    [Symbol.asyncDispose]: async () => {
      stop.abort()
      await running
      await world[Symbol.asyncDispose]()
    },
  }
}

test('offers are the same on the server and on a device, and gain exactly what they say when they are done', async (t) => {
  for (const [kind, gain] of [
    ['trash', 870],
    ['duplicates', 2_000],
    ['large_videos', 490_000_000],
    ['screenshots', 3_500],
  ] as const) {
    await t.test(kind, async () => {
      await using world = await startLooking()
      await putAssets(world, MADE)
      const found = findOffers(assetsIn(await feedOf(world.ana)))
      const told = found.map(({ offer }) => offer)
      const first = await storageOf(world.ana)
      assert.deepEqual(first.duplicates, { foundAt: null, isLooking: true })
      assert.deepEqual(
        first.offers,
        told.filter((offer) => offer.kind !== 'duplicates'),
      )
      assert.deepEqual(await world.offersOf(world.ana), told)
      const chosen = found.find(({ offer }) => offer.kind === kind)
      assert.ok(chosen)
      assert.deepEqual([chosen.offer.bytes, chosen.offer.laterBytes], [gain, gain])
      const others = found.filter(({ offer }) => offer.kind !== kind)
      // So that what leaves by itself does not count.
      const gone = others.find(({ offer }) => offer.kind === 'trash')?.assets ?? []
      await world.act(gone.map(({ id }) => ({ op: 'restore', args: { assetId: id } })))
      const before = await world.usedBytes()
      const outcomes = await world.act(chosen.intents)
      assert.ok(outcomes.every((outcome) => outcome.kind === 'applied'))
      assert.equal(await world.usedBytes(), before)
      await world.pass(31 * DAY_MS)
      await world.pass(31 * DAY_MS)
      const after = await answeredWith(200, usageSchema, world.ana.inLibrary('GET', 'usage'))
      assert.equal(before - after.usedBytes, gain)
    })
  }
})

test('[R8] measureStorage() takes a sample a day, from which the forecast follows, and keeps quotas in step with plans', async () => {
  const plans = { now: PLANS }
  const world = await startTrash({ plans: { read: async () => plans.now } })
  await using _ = world
  await takePlan(world.ana, 'small')
  for (let day = 0; day < 5; day++) {
    await putAssets(world, [{ mark: day + 1, files: [[day + 1, 100_000_000]] }])
    await measureStorage(world.server.ports)
    await measureStorage(world.server.ports)
    assert.equal((await storageOf(world.ana)).forecast === null, day < 3)
    world.server.pass(DAY_MS)
  }
  const { forecast, usage } = await storageOf(world.ana)
  assert.ok(forecast !== null && forecast.fullAt !== null)
  assert.ok(Math.abs(forecast.bytesADay - 100_000_000) < 5_000_000, String(forecast.bytesADay))
  const days = (forecast.fullAt - world.server.ports.clock.now()) / DAY_MS
  assert.ok(days > 40 && days < 50, String(days))
  assert.equal(usage.quotaBytes, 5_000_000_000)

  plans.now = { ...PLANS, plans: PLANS.plans.map((plan) => ({ ...plan, quotaBytes: 7_000_000_000 })) }
  await measureStorage(world.server.ports)
  assert.equal((await storageOf(world.ana)).usage.quotaBytes, 7_000_000_000)
})

test('measureStorage() goes on with the other libraries when one is broken, and tells in the end', async () => {
  await using world = await startTrash({ plans: { read: async () => PLANS } })
  await takePlan(world.ana, 'small')
  const bens = await world.server.addAccount('ben')
  const { ports } = world.server
  await ports.store.write(bens, (writer) => writer.putStorageChoice({ planId: 'small', request: null }))
  const broken = [world.ana.libraryId, bens].toSorted()[0]
  const write: typeof ports.store.write = async (libraryId, work) => {
    if (libraryId === broken) throw new Error('Cannot write library: a test says so')
    return await ports.store.write(libraryId, work)
  }
  await assert.rejects(measureStorage({ ...ports, store: { ...ports.store, write } }), /a test says so/)
  for (const libraryId of [world.ana.libraryId, bens]) {
    const samples = await ports.store.read(libraryId, (reader) => reader.usageSamples(9))
    assert.equal(samples.length, libraryId === broken ? 0 : 1)
  }
})
