/* Stays whole: one engine, seen through what it does to folders and libraries. */
import { createWaker } from '@rollcall/platform-client'
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { test } from 'node:test'
import { problem } from '@rollcall/protocol'
import type { RollCall } from '@rollcall/sync'
import { NOTHING_MEASURED, pathKey } from '@rollcall/sync'
import { hashOf } from '../test-kit/fake-bytes.ts'
import { createFakeLibrary } from '../test-kit/fake-library.ts'
import type { TestDevice } from '../test-kit/test-device.ts'
import { createTestDevice, samplePhoto } from '../test-kit/test-device.ts'
import { createEngine } from './engine.ts'
import { rollOfDevice } from './roll-of-device.ts'
import { runEngine, runEngineOnce } from './run-engine.ts'

/** Syncs until nothing is left that can be done, as `rollcall sync --once` does. */
async function sync(device: TestDevice): Promise<RollCall> {
  const roll = await runEngineOnce(createEngine(device.ports), device.clock, new AbortController().signal)
  assert.ok(roll !== null)
  return roll
}

/** The counts that are not zero. */
function countsOf({ counts }: RollCall): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0))
}

/** Reason codes by path. */
function codesOf({ entries }: RollCall): Record<string, string> {
  const codes = entries.map(({ item, decision }) => [item.path, decision.because[0].code] as const)
  return Object.fromEntries(codes.toSorted(([one], [other]) => (one < other ? -1 : 1)))
}

/** Files of the folder, without its own. */
function listFiles(device: TestDevice): string[] {
  const entries = readdirSync(device.root, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => `${entry.parentPath}/${entry.name}`)
  return files
    .map((path) => path.slice(device.root.length + 1))
    .filter((path) => !path.startsWith('.rollcall/'))
    .toSorted()
}

test('runEngineOnce() brings what is here to the library, and calls it safe when the server has it', async () => {
  using device = createTestDevice()
  device.write('a.jpg', samplePhoto('one'))
  device.write('trip/b.jpg', samplePhoto('two'))
  device.write('copy of a.jpg', samplePhoto('one'))
  device.write('notes.txt', 'milk')
  const roll = await sync(device)
  assert.deepEqual(countsOf(roll), { safe: 3, excluded: 1 })
  assert.equal(roll.allSafe, true)
  assert.equal(device.library.blobs.size, 2)
  assert.equal(device.library.assets.size, 2)
  const [asset] = device.library.assets.values()
  assert.equal(asset?.resources[0]?.state, 'present')
  assert.deepEqual(device.library.calls.length, 2, 'the same bytes travel once')
})

test('runEngineOnce() brings what the library has here, whole, under free names', async () => {
  using device = createTestDevice()
  device.library.addPhoto(samplePhoto('one'), 'IMG_1.jpg')
  device.library.addPhoto(samplePhoto('two'), 'img_1.JPG')
  device.library.addPhoto(samplePhoto('three'), 'CON:.jpg', Date.UTC(1999, 11, 31))
  const roll = await sync(device)
  assert.deepEqual(countsOf(roll), { safe: 3 })
  const names = listFiles(device)
  assert.ok(names.includes('Photos/1999/1999-12/CON\uf03a.jpg'))
  assert.equal(names.length, 3)
  assert.equal(new Set(names.map(pathKey)).size, 3, 'no two that another machine would confuse')
})

test('runEngineOnce() brings two devices to the same photos', async () => {
  const library = createFakeLibrary()
  using study = createTestDevice({ library })
  using phone = createTestDevice({ library })
  // Sizes of their own: a file of the same size may be the same photo, and waits until it is known not to be.
  study.write('a.jpg', samplePhoto('one', 300))
  study.write('both.jpg', samplePhoto('both'))
  phone.write('b.jpg', samplePhoto('two'))
  phone.write('both.jpg', samplePhoto('both'))
  await sync(study)
  assert.deepEqual(countsOf(await sync(phone)), { safe: 3 })
  assert.deepEqual(countsOf(await sync(study)), { safe: 3 })
  const contents = (device: TestDevice) =>
    listFiles(device)
      .map((path) => hashOf(device.read(path)))
      .toSorted()
  assert.deepEqual(contents(study), contents(phone))
  assert.equal(library.assets.size, 3)
})

test('runEngineOnce() finds nothing to do the second time', async () => {
  using device = createTestDevice()
  device.write('a.jpg', samplePhoto('one'))
  device.library.addPhoto(samplePhoto('two'), 'b.jpg')
  await sync(device)
  const calls = device.library.calls.length
  const files = listFiles(device)
  using again = device.reopen()
  assert.equal((await sync(again)).allSafe, true)
  assert.equal(device.library.calls.length, calls)
  assert.deepEqual(listFiles(device), files)
})

test('runEngineOnce() takes a move or a rename for no change', async () => {
  using device = createTestDevice()
  device.write('a.jpg', samplePhoto('one'))
  device.write('b.jpg', samplePhoto('two'))
  await sync(device)
  mkdirSync(`${device.root}/trip`)
  renameSync(`${device.root}/a.jpg`, `${device.root}/trip/A (renamed).jpg`)
  const before = [...device.library.assets.values()]
  assert.deepEqual(countsOf(await sync(device)), { safe: 2 })
  assert.deepEqual([...device.library.assets.values()], before)
  assert.deepEqual(listFiles(device), ['b.jpg', 'trip/A (renamed).jpg'])
})

test('runEngineOnce() makes a version of an edit, and keeps the original beside it', async () => {
  using device = createTestDevice()
  device.write('a.jpg', samplePhoto('one'))
  device.write('b.jpg', samplePhoto('two'))
  await sync(device)
  device.write('a.jpg', samplePhoto('one, edited'))
  assert.deepEqual(countsOf(await sync(device)), { safe: 3 })
  assert.deepEqual(device.read('a.jpg'), Buffer.from(samplePhoto('one, edited')))
  assert.deepEqual(device.read('a (1).jpg'), Buffer.from(samplePhoto('one')))
  const primary = hashOf(samplePhoto('one'))
  const assets = [...device.library.assets.values()]
  const edited = assets.find(({ primarySha256 }) => primarySha256 === primary)
  const other = assets.find(({ primarySha256 }) => primarySha256 !== primary)
  assert.ok(edited !== undefined && other !== undefined && assets.length === 2)
  assert.deepEqual(edited.version, { rev: 1, recipe: null, sha256: hashOf(samplePhoto('one, edited')) })
  assert.equal(other.version, undefined)
})

test('runEngineOnce() sends an edit to other devices under a name that says so, and goes on from there', async () => {
  const library = createFakeLibrary()
  using study = createTestDevice({ library })
  using phone = createTestDevice({ library })
  study.write('a.jpg', samplePhoto('one'))
  study.write('b.jpg', samplePhoto('two'))
  await sync(study)
  await sync(phone)
  study.write('a.jpg', samplePhoto('one, edited'))
  await sync(study)
  assert.deepEqual(countsOf(await sync(phone)), { safe: 3 })
  const [path] = listFiles(phone).filter((file) => file.includes('(edited)'))
  assert.ok(path !== undefined)
  assert.deepEqual(phone.read(path), Buffer.from(samplePhoto('one, edited')))
  phone.write(path, samplePhoto('one, edited again'))
  await sync(phone)
  const asset = [...library.assets.values()].find(({ version }) => version !== undefined)
  assert.equal(library.assets.size, 2)
  assert.equal(asset?.resources.length, 3)
  assert.equal(asset.version?.sha256, hashOf(samplePhoto('one, edited again')))
  assert.equal(asset.versions, 2)
})

test('runEngineOnce() brings a deletion to the library, and one from there here, where it can be undone', async () => {
  const library = createFakeLibrary()
  using study = createTestDevice({ library })
  using phone = createTestDevice({ library })
  for (const name of ['a.jpg', 'b.jpg', 'c.jpg']) study.write(name, samplePhoto(name))
  await sync(study)
  await sync(phone)
  rmSync(`${study.root}/a.jpg`)
  assert.deepEqual(countsOf(await sync(study)), { safe: 2, deleted: 1 })
  assert.deepEqual(countsOf(await sync(phone)), { safe: 2, deleted: 1 })
  assert.equal(listFiles(phone).length, 2)
  const sha256 = hashOf(samplePhoto('a.jpg'))
  assert.deepEqual(phone.read(`.rollcall/trash/${sha256}`), Buffer.from(samplePhoto('a.jpg')))
  const asset = [...library.assets.values()].find(({ primarySha256 }) => primarySha256 === sha256)
  assert.ok(asset !== undefined)
  library.act({ op: 'restore', args: { assetId: asset.id } })
  library.calls.length = 0
  assert.deepEqual(countsOf(await sync(phone)), { safe: 3 })
  assert.deepEqual(countsOf(await sync(study)), { safe: 3 })
  assert.deepEqual(study.read('a.jpg'), Buffer.from(samplePhoto('a.jpg')), 'back where it lay')
  assert.deepEqual(library.calls, ['get from 0'], 'the phone took it out of its own trash')
})

test('runEngineOnce() leaves an old copy alone of what was deleted, and says so', async () => {
  using device = createTestDevice()
  const photo = device.library.addPhoto(samplePhoto('one'), 'a.jpg')
  device.library.act({ op: 'trash', args: { assetId: photo.id } })
  device.write('from an old card/a.jpg', samplePhoto('one'))
  const roll = await sync(device)
  assert.deepEqual(codesOf(roll), { 'from an old card/a.jpg': 'deleted_by_you' })
  assert.equal(device.library.assets.get(photo.id)?.state, 'trashed')
})

test('runEngineOnce() sends a purged photo again only when a person wants it back', async () => {
  using device = createTestDevice()
  const { library, state } = device
  const photo = library.addPhoto(samplePhoto('one'), 'a.jpg')
  const sha256 = photo.primarySha256
  library.act({ op: 'trash', args: { assetId: photo.id } })
  const trashed = library.assets.get(photo.id)
  assert.ok(trashed !== undefined)
  library.assets.set(photo.id, { ...trashed, state: 'deleted', deletedAt: 1, deletedBy: 'iPad', purgedAt: 2 })
  library.blobs.delete(sha256)
  device.write('from an old card/a.jpg', samplePhoto('one'))
  assert.deepEqual(codesOf(await sync(device)), { 'from an old card/a.jpg': 'deleted_by_you' })
  state.transaction(() => state.folder.putWantedBack(sha256, true))
  assert.deepEqual(countsOf(await sync(device)), { safe: 1 })
  assert.equal(library.assets.get(photo.id)?.state, 'live')
  assert.ok(library.blobs.has(sha256))
  assert.deepEqual([...state.folder.wantedBack()], [])
})

/** A device whose `count` photos are all safe. */
async function deviceWithPhotos(count: number): Promise<TestDevice> {
  const device = createTestDevice()
  for (let index = 0; index < count; index++) device.write(`${index}.jpg`, samplePhoto(`photo ${index}`))
  assert.deepEqual(countsOf(await sync(device)), { safe: count })
  return device
}

function liveAssets(device: TestDevice): number {
  return [...device.library.assets.values()].filter(({ state }) => state === 'live').length
}

/** What `rollcall held` does, which has shown what this roll calls held. */
function answerHeld({ state }: TestDevice, answer: 'delete' | 'restore', { entries }: RollCall): void {
  const paths = entries.filter(({ item }) => item.standing.kind === 'held').map(({ item }) => item.path)
  state.transaction(() => state.values.put('held_answer', { answer, paths }))
}

test('[R17] runEngineOnce() deletes of what it held only what a person was shown', async () => {
  using device = await deviceWithPhotos(60)
  for (let index = 0; index < 25; index++) rmSync(`${device.root}/${index}.jpg`)
  const shown = await sync(device)
  for (let index = 25; index < 50; index++) rmSync(`${device.root}/${index}.jpg`)
  answerHeld(device, 'delete', shown)
  assert.deepEqual(countsOf(await sync(device)), { safe: 10, deleted: 25, blocked: 25 })
  assert.equal(liveAssets(device), 35)
})

test('[R17] runEngineOnce() holds an unusual batch of deletions until a person answers', async () => {
  for (const answer of ['delete', 'restore'] as const) {
    using device = await deviceWithPhotos(30)
    for (let index = 0; index < 25; index++) rmSync(`${device.root}/${index}.jpg`)
    const held = await sync(device)
    assert.deepEqual(countsOf(held), { safe: 5, blocked: 25 })
    assert.equal(liveAssets(device), 30)
    // The status of another process says the same [R3].
    const told = rollOfDevice(device.state, {
      now: device.clock.now(),
      engine: 'not_running',
      measured: NOTHING_MEASURED,
      active: new Map(),
    })
    assert.deepEqual(told.roll.counts, held.counts)
    answerHeld(device, answer, held)
    const after = await sync(device)
    if (answer === 'delete') assert.deepEqual(countsOf(after), { safe: 5, deleted: 25 })
    else assert.deepEqual(countsOf(after), { safe: 30 })
    assert.equal(liveAssets(device), answer === 'delete' ? 5 : 30)
  }
})

test('[R17] runEngineOnce() lets an ordinary deletion pass after a person confirmed a large one', async () => {
  using device = await deviceWithPhotos(60)
  for (let index = 0; index < 30; index++) rmSync(`${device.root}/${index}.jpg`)
  answerHeld(device, 'delete', await sync(device))
  await sync(device)
  rmSync(`${device.root}/30.jpg`)
  assert.deepEqual(countsOf(await sync(device)), { safe: 29, deleted: 31 })
})

test('[R17] runEngineOnce() does nothing at all when the folder is not there', async () => {
  using device = await deviceWithPhotos(3)
  renameSync(device.root, `${device.root}.unmounted`)
  mkdirSync(device.root)
  const roll = await runEngineOnce(createEngine(device.ports), device.clock, new AbortController().signal)
  assert.equal(roll, null)
  assert.deepEqual(device.events.at(-1), { kind: 'folder_missing' })
  assert.equal(liveAssets(device), 3)
  rmSync(device.root, { recursive: true })
  renameSync(`${device.root}.unmounted`, device.root)
})

test('[R1] runEngineOnce() fetches an original again whose place a link has taken', async () => {
  using device = await deviceWithPhotos(3)
  rmSync(`${device.root}/0.jpg`)
  symlinkSync('/elsewhere/0.jpg', `${device.root}/0.jpg`)
  const roll = await sync(device)
  assert.deepEqual(countsOf(roll), { safe: 3, excluded: 1 })
  assert.deepEqual(device.read('0 (1).jpg'), Buffer.from(samplePhoto('photo 0')))
  assert.equal(liveAssets(device), 3)
})

test('[R8] runEngineOnce() goes on with all that still fits into a full quota', async () => {
  using device = createTestDevice()
  device.library.weather.quotaBytes = 1_000
  device.write('large.jpg', samplePhoto('large', 900))
  device.write('small.jpg', samplePhoto('small', 400))
  device.write('tiny.jpg', samplePhoto('tiny', 50))
  device.write('huge.jpg', samplePhoto('huge', 5_000))
  const roll = await sync(device)
  const codes = codesOf(roll)
  assert.equal(codes['huge.jpg'], 'too_large_for_quota')
  assert.equal(codes['tiny.jpg'], 'verified')
  assert.equal([codes['large.jpg'], codes['small.jpg']].filter((code) => code === 'quota_full').length, 1)
  rmSync(`${device.root}/tiny.jpg`)
  const after = await sync(device)
  assert.equal(after.counts.deleted, 1)
  device.library.weather.quotaBytes = null
  device.clock.advance(60_000)
  assert.deepEqual(countsOf(await sync(device)), { safe: 3, deleted: 1 })
})

test('runEngineOnce() gives up on a server that is away, and says what waits for it', async () => {
  using device = createTestDevice()
  device.write('a.jpg', samplePhoto('one'))
  device.library.weather.isAway = true
  const roll = await sync(device)
  assert.deepEqual(codesOf(roll), { 'a.jpg': 'server_unreachable' })
  assert.equal(device.events.filter(({ kind }) => kind === 'server_away').length, 1)
  device.library.weather.isAway = false
  assert.deepEqual(countsOf(await sync(device)), { safe: 1 })
  assert.ok(device.events.some(({ kind }) => kind === 'server_back'))
})

test('runEngineOnce() does what was done offline once the server is back', async () => {
  using device = await deviceWithPhotos(3)
  device.library.weather.isAway = true
  rmSync(`${device.root}/0.jpg`)
  device.write('new.jpg', samplePhoto('new'))
  await sync(device)
  assert.equal(liveAssets(device), 3)
  device.library.weather.isAway = false
  using again = device.reopen()
  assert.deepEqual(countsOf(await sync(again)), { safe: 3, deleted: 1 })
})

function pause({ state }: TestDevice, value: 'resumed' | null): void {
  const args = { deviceId: state.deviceId, setting: { name: 'pausedUntil', value } } as const
  state.transaction(() => state.replica.queue({ op: 'setDeviceSetting', args }, null))
}

test('runEngineOnce() moves nothing while sync is paused, and says so', async () => {
  using device = createTestDevice()
  pause(device, 'resumed')
  device.write('a.jpg', samplePhoto('one'))
  device.library.addPhoto(samplePhoto('two'), 'b.jpg')
  const roll = await sync(device)
  assert.deepEqual(new Set(Object.values(codesOf(roll))), new Set(['paused_by_you']))
  assert.deepEqual(device.library.calls, [])
  pause(device, null)
  assert.deepEqual(countsOf(await sync(device)), { safe: 2 })
})

test('runEngineOnce() tries an item again whose bytes did not arrive, and gives up after a few tries', async () => {
  using device = createTestDevice()
  device.library.addPhoto(samplePhoto('one'), 'a.jpg')
  device.library.weather.isRotten = true
  const roll = await sync(device)
  assert.deepEqual(Object.values(codesOf(roll)), ['digest_mismatch'])
  assert.equal(device.library.calls.length, 3)
  device.library.weather.isRotten = false
  assert.deepEqual(countsOf(await sync(device)), { safe: 1 })
})

test('runEngineOnce() sends again what the server lost', async () => {
  using device = await deviceWithPhotos(1)
  const [asset] = device.library.assets.values()
  assert.ok(asset !== undefined)
  device.library.blobs.clear()
  device.library.assets.set(asset.id, {
    ...asset,
    seq: asset.seq + 1,
    resources: asset.resources.map((resource) => ({ ...resource, state: 'lost' })),
  })
  device.library.act({ op: 'setFavourite', args: { assetId: asset.id, value: true } })
  const roll = await sync(device)
  assert.deepEqual(countsOf(roll), { safe: 1 })
  assert.equal(device.library.blobs.size, 1)
})

test('[R2] runEngineOnce() keeps since when each item has its reason', async () => {
  using device = createTestDevice()
  device.library.weather.quotaBytes = 10
  device.write('a.jpg', samplePhoto('one'))
  await sync(device)
  const since = device.state.folder.sinces().get('a.jpg')
  assert.equal(since?.code, 'too_large_for_quota')
  device.clock.advance(5_000)
  await sync(device)
  assert.deepEqual(device.state.folder.sinces().get('a.jpg'), since, 'the same reason is not a new one')
  device.library.weather.quotaBytes = null
  device.clock.advance(60_000)
  await sync(device)
  assert.equal(device.state.folder.sinces().get('a.jpg')?.code, 'verified')
})

test('runEngineOnce() looks again when the server refuses bytes, for the file may have changed', async () => {
  using device = createTestDevice()
  device.write('a.jpg', samplePhoto('one'))
  device.library.weather.refusal = problem('digest_mismatch')
  assert.deepEqual(countsOf(await sync(device)), { safe: 1 })
  assert.equal(device.state.folder.attempts().size, 0)
})

test('runEngine() syncs what comes up while it runs, and ends when it is told to', async () => {
  using device = createTestDevice()
  const waker = createWaker(device.clock)
  const engine = createEngine(device.ports, waker.wake)
  const stop = new AbortController()
  const running = runEngine(engine, waker, device.clock, stop.signal)
  const until = async (isSo: () => boolean) => {
    for (let turn = 0; turn < 2_000 && !isSo(); turn++) await new Promise((resolve) => setTimeout(resolve, 1))
    assert.ok(isSo())
  }
  device.write('a.jpg', samplePhoto('one'))
  engine.noticeFiles(['a.jpg'])
  await until(() => device.library.assets.size === 1)
  device.library.addPhoto(samplePhoto('two'), 'b.jpg')
  engine.noticeLibrary()
  await until(() => existsSync(`${device.root}/Photos/2026/2026-11/b.jpg`))
  stop.abort()
  await running
})
