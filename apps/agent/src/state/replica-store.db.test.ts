import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Asset, AssetId, FeedPage, Intent, PushRequest } from '@rollcall/protocol'
import { openDatabase } from '@rollcall/platform-node'
import { converge } from '@rollcall/sync'
import { createTestClock, createTestRandom } from '../test-kit/test-clock.ts'
import { createTestDevice, samplePhoto } from '../test-kit/test-device.ts'
import type { DeviceState } from './device-state.ts'
import { openDeviceState } from './device-state.ts'
import { MIGRATIONS } from './schema.ts'
import { SAMPLE_DEVICE_ID } from '../test-kit/sample-device-id.ts'

function assetId(mark: number): AssetId {
  return mark.toString(16).padStart(32, '0') as AssetId
}

const caption = (mark: number, value: string): Intent => ({
  op: 'setCaption',
  args: { assetId: assetId(mark), value },
})

function queue(state: DeviceState, ...intents: readonly Intent[]): void {
  state.transaction(() => {
    for (const intent of intents) state.replica.queue(intent, null)
  })
}

function sampleAsset(mark: number, seq: number, words = ''): Asset {
  const sha256 = mark.toString(16).padStart(64, '0') as Asset['primarySha256']
  return {
    id: assetId(mark),
    no: mark,
    seq,
    kind: 'photo',
    primarySha256: sha256,
    takenAt: 0,
    takenFrom: 'file_time',
    favourite: false,
    caption: words,
    state: 'live',
    trashedAt: null,
    trashedBy: null,
    resources: [
      { role: 'still', sha256, bytes: 1, name: 'a.jpg', mime: 'image/jpeg', modifiedAt: 0, state: 'present' },
    ],
    edits: {},
  }
}

function page(assets: readonly Asset[], lastMutation = 0): FeedPage {
  const changes = assets.map((asset) => ({ kind: 'asset', asset }) as const)
  return { epoch: 1, from: '1.0', to: '1.9', complete: true, lastMutation, changes }
}

/** The server's word that all of a batch was applied. */
async function settle(state: DeviceState, batch: Omit<PushRequest, 'base'> | null): Promise<void> {
  assert.ok(batch !== null)
  const outcomes = batch.mutations.map(({ n }) => ({ n, outcome: { kind: 'applied' as const } }))
  await state.replica.settle({ outcomes, page: page([]) })
}

function numbersOf(batch: Omit<PushRequest, 'base'> | null): number[] | null {
  return batch === null ? null : batch.mutations.map(({ n }) => n)
}

test('[R12] nextBatch() freezes a batch with its tokens until it is settled, also over a kill', async () => {
  using device = createTestDevice()
  queue(device.state, caption(1, 'a'), caption(1, 'b'))
  const first = await device.state.replica.nextBatch()
  assert.deepEqual(numbersOf(first), [1, 2])
  assert.equal(first?.nonce, null)
  queue(device.state, caption(1, 'c'))
  assert.deepEqual(await device.state.replica.nextBatch(), first, 'what comes later does not slip in')
  using again = device.reopen()
  const retried = await again.state.replica.nextBatch()
  assert.deepEqual(numbersOf(retried), [1, 2])
  assert.equal(retried?.next, first?.next)
  assert.equal(retried?.clientId, first?.clientId)
  await settle(again.state, retried)
  const second = await again.state.replica.nextBatch()
  assert.deepEqual(numbersOf(second), [3])
  assert.equal(second?.nonce, first?.next)
  assert.notEqual(second?.next, first?.next)
})

test('nextBatch() takes no more than a push may hold, in order', async () => {
  using device = createTestDevice()
  queue(device.state, ...Array.from({ length: 501 }, (_, index) => caption(1, String(index))))
  const first = await device.state.replica.nextBatch()
  assert.equal(first?.mutations.length, 500)
  await settle(device.state, first)
  assert.deepEqual(numbersOf(await device.state.replica.nextBatch()), [501])
})

test('nextBatch() answers null when there is nothing to send', async () => {
  using device = createTestDevice()
  assert.equal(await device.state.replica.nextBatch(), null)
  queue(device.state, caption(1, 'a'))
  await settle(device.state, await device.state.replica.nextBatch())
  assert.equal(await device.state.replica.nextBatch(), null)
  assert.equal(device.state.replica.outboxLength(), 0)
})

test('[R12] queue() goes on numbering after the outbox was trimmed', async () => {
  using device = createTestDevice()
  queue(device.state, caption(1, 'a'), caption(1, 'b'))
  await settle(device.state, await device.state.replica.nextBatch())
  await device.state.replica.stage(page([]), { first: true, fresh: true })
  await device.state.replica.adopt({ epoch: 1, seq: 9 }, 2)
  using again = device.reopen()
  queue(again.state, caption(1, 'c'))
  assert.deepEqual(numbersOf(await again.state.replica.nextBatch()), [3])
})

test('[R12] renewClient() takes a new id, begins the line again and keeps what was not decided', async () => {
  using device = createTestDevice()
  const { replica } = device.state
  queue(device.state, caption(1, 'decided'))
  const decided = await replica.nextBatch()
  await settle(device.state, decided)
  queue(device.state, caption(1, 'b'), caption(1, 'c'))
  await replica.nextBatch()
  await replica.renewClient(1)
  const renewed = await replica.nextBatch()
  assert.notEqual(renewed?.clientId, decided?.clientId)
  assert.equal(renewed?.nonce, null)
  assert.deepEqual(
    renewed?.mutations.map(({ n, args }) => [n, 'value' in args && args.value]),
    [
      [1, 'b'],
      [2, 'c'],
    ],
  )
})

test('[R13] nextBatch() tells the age of an edit by the monotonic clock, whatever the wall clock does', async () => {
  using device = createTestDevice()
  queue(device.state, caption(1, 'a'))
  device.clock.advance(90_000)
  device.clock.misset(-20 * 365 * 24 * 3600 * 1000)
  const ages = async () =>
    (await device.state.replica.nextBatch())?.mutations.map(({ ageMs }) => Math.round(ageMs / 1000))
  assert.deepEqual(await ages(), [90])
  device.clock.advance(10_000)
  assert.deepEqual(await ages(), [100], 'a retry tells the age that it has by then')
})

test('[R13] nextBatch() tells the age by the wall clock after another boot, and never a negative one', async () => {
  const database = openDatabase(':memory:', MIGRATIONS)
  const random = createTestRandom()
  const before = createTestClock('boot 1')
  queue(
    openDeviceState(database, { clock: before, random, deviceId: SAMPLE_DEVICE_ID, deviceName: 'x' }),
    caption(1, 'a'),
  )
  const after = createTestClock('boot 2')
  const state = openDeviceState(database, {
    clock: after,
    random,
    deviceId: SAMPLE_DEVICE_ID,
    deviceName: 'x',
  })
  after.advance(50_000)
  const aged = await state.replica.nextBatch()
  assert.equal(Math.round((aged?.mutations[0]?.ageMs ?? 0) / 1000), 50)
  after.misset(-3_600_000)
  const clamped = await state.replica.nextBatch()
  assert.equal(clamped?.mutations[0]?.ageMs, 0)
  database.close()
})

test('stage() keeps pages out of sight until adopt(), which shows them and moves the cursor as one', async () => {
  using device = createTestDevice()
  const { replica } = device.state
  await replica.stage(page([sampleAsset(1, 1)]), { first: true, fresh: true })
  await replica.stage(page([sampleAsset(2, 2)]), { first: false, fresh: true })
  assert.equal(replica.base().size, 0)
  assert.equal(await replica.cursor(), null)
  await replica.adopt({ epoch: 1, seq: 9 }, 0)
  assert.deepEqual([...replica.base().keys()].toSorted(), [assetId(1), assetId(2)])
  assert.deepEqual(await replica.cursor(), { epoch: 1, seq: 9 })
  using again = device.reopen()
  assert.deepEqual([...again.state.replica.base()].toSorted(), [...replica.base()].toSorted())
  assert.deepEqual(await again.state.replica.cursor(), { epoch: 1, seq: 9 })
})

test('stage() begins a new pile, so pages of a reading that broke off never show', async () => {
  using device = createTestDevice()
  const { replica } = device.state
  await replica.stage(page([sampleAsset(1, 1), sampleAsset(2, 2)]), { first: true, fresh: true })
  await replica.stage(page([sampleAsset(3, 3)]), { first: true, fresh: true })
  await replica.adopt({ epoch: 1, seq: 9 }, 0)
  assert.deepEqual([...replica.base().keys()], [assetId(3)])
})

test('adopt() of a fresh pile drops what it does not hold, and of another keeps it', async () => {
  using device = createTestDevice()
  const { replica } = device.state
  const read = async (assets: readonly Asset[], fresh: boolean) => {
    await replica.stage(page(assets), { first: true, fresh })
    await replica.adopt({ epoch: 1, seq: 9 }, 0)
    return [...replica.base().values()].map(({ id, caption: words }) => [Number.parseInt(id, 16), words])
  }
  assert.deepEqual(await read([sampleAsset(1, 1), sampleAsset(2, 2)], true), [
    [1, ''],
    [2, ''],
  ])
  assert.deepEqual(await read([sampleAsset(2, 3, 'new')], false), [
    [1, ''],
    [2, 'new'],
  ])
  assert.deepEqual(await read([sampleAsset(2, 4, 'again')], true), [[2, 'again']])
  using reopened = device.reopen()
  assert.equal(reopened.state.replica.base().size, 1)
})

test('adopt() drops only mutations that are settled and that the base shows', async () => {
  using device = createTestDevice()
  const { replica } = device.state
  await replica.stage(page([sampleAsset(1, 1)]), { first: true, fresh: true })
  await replica.adopt({ epoch: 1, seq: 1 }, 0)
  queue(device.state, caption(1, 'mine'))
  await settle(device.state, await replica.nextBatch())
  const seen = () => [...replica.view().assets].map(({ caption: words }) => words)
  assert.deepEqual(seen(), ['mine'], 'settled, and still shown over the base')
  await replica.stage(page([]), { first: true, fresh: false })
  await replica.adopt({ epoch: 1, seq: 1 }, 0)
  assert.deepEqual(seen(), ['mine'], 'a page from before it does not take it away')
  await replica.stage(page([sampleAsset(1, 2, 'mine')]), { first: true, fresh: false })
  await replica.adopt({ epoch: 1, seq: 2 }, 1)
  assert.deepEqual(seen(), ['mine'])
  queue(device.state, caption(1, 'later'))
  assert.deepEqual(numbersOf(await replica.nextBatch()), [2])
})

test('[S26] loseSight() has everything sent again that the base does not show, no more at once than a push may hold', async () => {
  using device = createTestDevice()
  const { replica } = device.state
  queue(device.state, caption(1, 'decided'))
  await settle(device.state, await replica.nextBatch())
  queue(device.state, ...Array.from({ length: 500 }, (_, index) => caption(1, String(index))))
  const frozen = await replica.nextBatch()
  await replica.loseSight()
  const again = await replica.nextBatch()
  assert.equal(again?.mutations.length, 500)
  assert.deepEqual([again?.mutations[0]?.n, again?.mutations[0]?.baseSeq], [1, 0])
  assert.deepEqual(
    [again?.nonce, again?.next],
    [frozen?.nonce, frozen?.next],
    'and is still known as a retry',
  )
  assert.equal(replica.outboxLength(), 501)
  await settle(device.state, again)
  assert.deepEqual(numbersOf(await replica.nextBatch()), [501])
})

test('[S26] adopt() in another epoch has everything sent again that the server has forgotten', async () => {
  using device = createTestDevice()
  const { replica } = device.state
  await replica.stage(page([sampleAsset(1, 1)]), { first: true, fresh: true })
  await replica.adopt({ epoch: 1, seq: 1 }, 0)
  queue(device.state, caption(1, 'kept'), caption(1, 'forgotten'))
  await settle(device.state, await replica.nextBatch())
  await replica.stage(page([sampleAsset(1, 2, 'kept')]), { first: true, fresh: true })
  await replica.adopt({ epoch: 2, seq: 2 }, 1)
  assert.deepEqual(numbersOf(await replica.nextBatch()), [2])
  assert.equal((await replica.nextBatch())?.mutations[0]?.baseSeq, 0)
  assert.deepEqual(
    [...replica.view().assets].map(({ caption: words }) => words),
    ['forgotten'],
  )
})

test('view() shows base and outbox as one, and tells what only the outbox holds', async () => {
  using device = createTestDevice()
  const { replica } = device.state
  await replica.stage(page([sampleAsset(1, 1)]), { first: true, fresh: true })
  await replica.adopt({ epoch: 1, seq: 1 }, 0)
  const { seq: _seq, ...fresh } = sampleAsset(2, 0)
  const args = {
    assetId: fresh.id,
    copyNo: 0,
    kind: fresh.kind,
    takenAt: 0,
    takenFrom: 'file_time',
    resources: fresh.resources,
  }
  queue(device.state, caption(1, 'mine'), { op: 'create', args: { ...args, source: 'automatic' } })
  const { assets, unconfirmed } = replica.view()
  assert.deepEqual(
    [...assets].map(({ id, caption: words }) => [id, words]),
    [
      [assetId(1), 'mine'],
      [assetId(2), ''],
    ],
  )
  assert.deepEqual([...unconfirmed], [assetId(2)])
  assert.equal(replica.asset(assetId(1))?.caption, '', 'the base itself is as it was')
})

test('openDeviceState() brings memory back to what was committed when a transaction fails', async () => {
  using device = createTestDevice()
  const { replica, folder } = device.state
  await replica.stage(page([sampleAsset(1, 1)]), { first: true, fresh: true })
  await replica.adopt({ epoch: 1, seq: 1 }, 0)
  const failing = () =>
    device.state.transaction(() => {
      folder.agree({ path: 'a.jpg', assetId: assetId(1), sha256: sampleAsset(1, 1).primarySha256 })
      replica.queue(caption(1, 'never'), null)
      throw new Error('disk full')
    })
  assert.throws(failing, /disk full/)
  assert.deepEqual(folder.agreed(), [])
  assert.equal(replica.outboxLength(), 0)
  assert.equal(replica.base().size, 1)
})

test('openDeviceState() follows what becomes of a create: the file is agreed, or is looked at again', async () => {
  using device = createTestDevice()
  const { folder, replica } = device.state
  for (const mark of [1, 2]) {
    const asset = sampleAsset(mark, 0)
    const { id, kind, resources } = asset
    const args = {
      assetId: id,
      copyNo: 0,
      kind,
      takenAt: 0,
      takenFrom: 'file_time',
      resources,
      source: 'automatic',
    } as const
    device.state.transaction(() => {
      folder.putUploaded(asset.primarySha256, true)
      replica.queue({ op: 'create', args: { ...args, resources: [...resources] } }, `${mark}.jpg`)
    })
  }
  await replica.nextBatch()
  const outcomes = [
    { n: 1, outcome: { kind: 'applied' as const } },
    { n: 2, outcome: { kind: 'refused' as const, code: 'blob_missing' as const, facts: {} } },
  ]
  await replica.settle({ outcomes, page: page([]) })
  assert.deepEqual(
    folder.agreed().map(({ path }) => path),
    ['1.jpg'],
  )
  assert.equal(folder.lastPlaceOf(sampleAsset(1, 0).primarySha256), '1.jpg')
  assert.equal(folder.uploaded().size, 0)
})

test('[R12] converge() over a real replica loses and doubles nothing when answers are lost and the process is killed', async () => {
  using device = createTestDevice()
  const { library } = device
  const photo = library.addPhoto(samplePhoto('one'), 'one.jpg')
  for (const value of ['a', 'b', 'c'])
    queue(device.state, { op: 'setCaption', args: { assetId: photo.id, value } })
  const losing = {
    changes: (cursor: Parameters<typeof library.api.changes>[0]) => library.api.changes(cursor, null),
    push: async (request: PushRequest) => {
      await library.api.push(request)
      throw new Error('line cut')
    },
  }
  await assert.rejects(converge(device.state.replica, losing), /line cut/)
  const decided = library.assets.get(photo.id)
  using again = device.reopen()
  const server = {
    push: library.api.push,
    changes: (cursor: Parameters<typeof library.api.changes>[0]) =>
      library.api.changes(cursor, again.state.values.get('client_id')),
  }
  assert.ok((await converge(again.state.replica, server)).ok)
  assert.deepEqual(library.assets.get(photo.id), decided, 'nothing was done twice')
  assert.equal(again.state.replica.asset(photo.id)?.caption, 'c')
  assert.equal(again.state.replica.outboxLength(), 0)
})

test('[S26] what is queued loses its base when the library has a new epoch, told so or found out', async () => {
  using device = createTestDevice()
  const { replica } = device.state
  const basesOf = () => replica.mutations().map(({ baseSeq }) => baseSeq)
  await replica.stage(page([sampleAsset(1, 1)]), { first: true, fresh: true })
  await replica.adopt({ epoch: 1, seq: 9 }, 0)
  queue(device.state, caption(1, 'a'))
  assert.deepEqual(basesOf(), [9])
  await replica.loseSight()
  queue(device.state, caption(1, 'b'))
  assert.deepEqual(basesOf(), [0, 9])
  await replica.stage(page([sampleAsset(1, 1)]), { first: true, fresh: true })
  await replica.adopt({ epoch: 2, seq: 9 }, 0)
  assert.deepEqual(basesOf(), [0, 0])
  queue(device.state, caption(1, 'c'))
  assert.deepEqual(basesOf(), [0, 0, 9])
})
