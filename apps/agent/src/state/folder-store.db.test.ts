import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openDatabase } from '@rollcall/platform-node'
import type { AssetId, Sha256 } from '@rollcall/protocol'
import type { Attempt } from '@rollcall/sync'
import { DEPARTURES_WINDOW_MS, pathKey } from '@rollcall/sync'
import { devicePaths } from '../folder/device-paths.ts'
import { createTestDevice } from '../test-kit/test-device.ts'
import type { ScannedFile } from './folder-store.ts'
import { nanosecondsToMs } from './folder-store.ts'
import { MIGRATIONS } from './schema.ts'
import { createValueStore } from './value-store.ts'

const HASH = 'e'.repeat(64) as Sha256
const ASSET = 'a'.repeat(32) as AssetId

function scanned(path: string): ScannedFile {
  const stat = {
    bytes: 7,
    modifiedNs: '1795305600123456789',
    changedNs: '1795305600987654321',
    inode: '18446744073709551615',
  }
  return {
    path,
    stat,
    content: { kind: 'original', sha256: HASH, assetKind: 'photo', mime: 'image/jpeg', derivativeOf: null },
  }
}

test('createFolderStore() keeps both trees over a kill, with every digit of a file stat', () => {
  using device = createTestDevice()
  const { folder } = device.state
  const agreed = { path: 'a/b.jpg', assetId: ASSET, sha256: HASH }
  device.state.transaction(() => {
    folder.putScan([scanned('a/b.jpg'), scanned('a/c.jpg'), scanned('ab.jpg')], [])
    folder.agree(agreed)
  })
  using again = device.reopen()
  const { folder: known } = again.state
  assert.deepEqual(known.scanned('a/b.jpg'), scanned('a/b.jpg'))
  assert.deepEqual(known.agreed(), [agreed])
  assert.deepEqual(known.pathsBelow('a').toSorted(), ['a/b.jpg', 'a/c.jpg'])
  assert.deepEqual(known.pathsBelow('a/b.jpg'), ['a/b.jpg'])
  assert.equal(known.pathsBelow('').length, 3)
  const [local] = known.local()
  assert.deepEqual([local?.bytes, local?.modifiedAt], [7, 1_795_305_600_123])
})

test('createFolderStore() takes away what is gone, and its place with the last file that held it', () => {
  using device = createTestDevice()
  const { folder } = device.state
  const put = (found: readonly string[], gone: readonly string[]) =>
    device.state.transaction(() => folder.putScan(found.map(scanned), gone))
  put(['Café.jpg', 'CAFE\u0301.JPG'], [])
  put(['Café.jpg'], [])
  assert.ok(folder.isTaken(pathKey('café.jpg')))
  put([], ['Café.jpg', 'never was.jpg'])
  assert.ok(folder.isTaken(pathKey('café.jpg')), 'its twin is still there')
  put([], ['CAFE\u0301.JPG'])
  assert.ok(!folder.isTaken(pathKey('café.jpg')))
  assert.equal(folder.scanned('Café.jpg'), null)
})

test('createFolderStore() forgets what a failed transaction did, in memory too', () => {
  using device = createTestDevice()
  const { folder } = device.state
  device.state.transaction(() => folder.putScan([scanned('kept.jpg')], []))
  assert.throws(() =>
    device.state.transaction(() => {
      folder.putScan([scanned('new.jpg')], ['kept.jpg'])
      folder.agree({ path: 'new.jpg', assetId: ASSET, sha256: HASH })
      throw new Error('disk full')
    }),
  )
  assert.deepEqual(folder.pathsBelow(''), ['kept.jpg'])
  assert.deepEqual(folder.agreed(), [])
  assert.ok(folder.isTaken(pathKey('kept.jpg')) && !folder.isTaken(pathKey('new.jpg')))
})

test('lastPlaceOf() remembers where a photo lay after it was forgotten', () => {
  using device = createTestDevice()
  const { folder } = device.state
  device.state.transaction(() => {
    folder.agree({ path: 'old.jpg', assetId: ASSET, sha256: HASH })
    folder.agree({ path: 'trip/new.jpg', assetId: ASSET, sha256: HASH })
    folder.forget('old.jpg')
    folder.forget('trip/new.jpg')
  })
  assert.equal(folder.lastPlaceOf(HASH), 'trip/new.jpg')
  assert.equal(folder.lastPlaceOf('f'.repeat(64) as Sha256), null)
})

test('createLedgerStore() keeps tries, reasons, answers and marks over a kill', () => {
  using device = createTestDevice()
  const attempt: Attempt = {
    code: 'quota_full',
    facts: { bytes: 7, exact: true, until: null },
    count: 3,
    nextTry: 1_795_305_600_123,
  }
  device.state.transaction(() => {
    const { folder } = device.state
    folder.putAttempt('a.jpg', attempt)
    folder.putAttempt('gone.jpg', attempt)
    folder.putAttempt('gone.jpg', null)
    folder.putSince('a.jpg', { code: 'quota_full', since: 5 })
    folder.putUploaded(HASH, true)
    folder.putUploaded(HASH, true)
    folder.putApproved('a.jpg', true)
    folder.putApproved('b.jpg', true)
    folder.putApproved('b.jpg', false)
    folder.putConfirmedMissing(new Set(['c.jpg']))
    folder.putConfirmedMissing(new Set(['a.jpg', 'd.jpg']))
  })
  using again = device.reopen()
  const { folder } = again.state
  assert.deepEqual([...folder.attempts()], [['a.jpg', attempt]])
  assert.deepEqual([...folder.sinces()], [['a.jpg', { code: 'quota_full', since: 5 }]])
  assert.deepEqual([...folder.uploaded()], [HASH])
  assert.deepEqual([...folder.approved()], ['a.jpg'])
  assert.deepEqual([...folder.confirmedMissing()].toSorted(), ['a.jpg', 'd.jpg'])
})

test('[R17] recentDepartures() counts what went within the window', () => {
  using device = createTestDevice()
  const { folder } = device.state
  device.state.transaction(() => {
    for (const at of [1_000, 2_000, 2_000]) folder.addDeparture(at)
  })
  assert.equal(folder.recentDepartures(2_000), 3)
  assert.equal(folder.recentDepartures(999 + DEPARTURES_WINDOW_MS), 3)
  assert.equal(folder.recentDepartures(1_000 + DEPARTURES_WINDOW_MS), 2)
  assert.equal(folder.recentDepartures(2_000 + DEPARTURES_WINDOW_MS), 0)
})

test('version() moves when another process has written, and not for this one', () => {
  using device = createTestDevice()
  const before = device.state.version()
  device.state.transaction(() => device.state.values.put('converged_at', 5))
  assert.equal(device.state.version(), before)
  const another = openDatabase(devicePaths(device.root).database, MIGRATIONS)
  const values = createValueStore(another)
  assert.equal(values.get('converged_at'), 5)
  another.transaction(() => values.put('converged_at', 6))
  another.close()
  assert.notEqual(device.state.version(), before)
  assert.equal(device.state.values.get('converged_at'), 6)
})

test('nanosecondsToMs() cuts to whole milliseconds, before 1970 too', () => {
  assert.equal(nanosecondsToMs('1795305600123999999'), 1_795_305_600_123)
  assert.equal(nanosecondsToMs('0'), 0)
  assert.equal(nanosecondsToMs('-1500000000'), -1_500)
})
