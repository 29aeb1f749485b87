import assert from 'node:assert/strict'
import { existsSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { openDatabase } from '@rollcall/platform-node'
import { accepted } from '@rollcall/protocol'
import { devicePaths } from '../folder/device-paths.ts'
import { MIGRATIONS } from '../state/schema.ts'
import { deviceWith, filesOf, liveAssets, optimise, sync } from '../test-kit/optimised-device.ts'
import type { TestDevice } from '../test-kit/test-device.ts'
import { createTestDevice, samplePhoto } from '../test-kit/test-device.ts'
import type { WipeReport } from './check-safe-to-wipe.ts'
import { checkSafeToWipe } from './check-safe-to-wipe.ts'
import { outcomesOf } from './leave-outcomes.ts'
import { removableOf } from './remove-what-is-safe.ts'

/* What becomes of smaller versions when a device is wiped, or stops being one. */

async function check(device: TestDevice): Promise<WipeReport> {
  const signed = await device.library.api.statement([], 0)
  assert.ok(signed.ok)
  const { publicKey } = signed.value
  return checkSafeToWipe({
    ...device.ports,
    server: { serverKey: async () => accepted({ publicKey }) },
    libraryId: '2'.repeat(32),
    pinnedKey: () => publicKey,
    pinKey: () => undefined,
    onProgress: { read: () => undefined, attested: () => undefined },
  })
}

const removablePaths = (report: WipeReport) => removableOf(report).map(({ path }) => path)

test('[R6] a device of smaller versions is safe to wipe, and unlinking may remove those that it wrote', async () => {
  using device = await deviceWith(2)
  optimise(device, 2_000)
  await sync(device)
  const report = await check(device)
  assert.deepEqual([report.verdict, report.found?.originals, report.found?.previews.length], ['SAFE', [], 2])
  assert.deepEqual(removablePaths(report).toSorted(), filesOf(device))
})

test('[R6] a smaller version that somebody edited is nowhere else: it is named, and never removed', async () => {
  using device = await deviceWith(2)
  optimise(device, 2_000)
  await sync(device)
  const [path = '', other = ''] = filesOf(device)
  writeFileSync(`${device.root}/${path}`, samplePhoto('painted over', 3_000))
  device.clock.advance(5_000)
  await sync(device)
  const report = await check(device)
  assert.equal(report.verdict, 'NOT_SAFE')
  assert.deepEqual(
    report.losses.map((loss) => loss.path),
    [path],
  )
  const removable = removablePaths(report)
  assert.ok(removable.includes(other) && !removable.includes(path), removable.join(' '))
})

test('[R6] a marked file that this device did not write may have been edited: it is told apart, and never removed', async () => {
  using device = await deviceWith(1)
  optimise(device, 2_000)
  await sync(device)
  const [path = ''] = filesOf(device)
  // The mark stays, as in many programs; the bytes are others.
  writeFileSync(`${device.root}/mine.jpg`, Buffer.concat([device.read(path), Buffer.from('rotated')]))
  device.clock.advance(5_000)
  await sync(device)
  const report = await check(device)
  assert.deepEqual(
    report.found?.previews.map((preview) => [preview.path, preview.isOurs]),
    [
      [path, true],
      ['mine.jpg', false],
    ],
  )
  assert.deepEqual(removablePaths(report), [path])
})

test('unlinking with --keep fetches what was dropped without a smaller version, too', async () => {
  using device = createTestDevice()
  device.write('0.jpg', samplePhoto('no smaller one', 20_000))
  await sync(device)
  for (const asset of [...device.library.assets.values()])
    for (const { sha256 } of asset.resources) device.library.derive(sha256, null)
  optimise(device, 5_000)
  const roll = await sync(device)
  assert.ok(!existsSync(`${device.root}/0.jpg`))
  const { keep } = outcomesOf(roll.entries)
  assert.deepEqual([keep.bare.count, keep.away.count], [1, 0])
})

test('[R17] a state that is older than the folder takes no original that made way for a deletion', async () => {
  using device = await deviceWith(3)
  const before = device.state.folder.agreed()
  optimise(device, 46_000)
  await sync(device)
  const files = filesOf(device)
  assert.deepEqual(files, ['0.jpg.preview.jpg', '1.jpg', '2.jpg'])
  // As after the state alone was put back from a backup: it knows of no smaller version.
  const { folder, transaction } = device.state
  transaction(() => {
    for (const { path } of folder.agreed()) folder.forget(path)
    for (const file of before) folder.agree(file)
  })
  {
    using other = openDatabase(devicePaths(device.root).database, MIGRATIONS)
    other.prepare('DELETE FROM known_preview').run()
  }
  using again = device.reopen()
  await sync(again)
  again.clock.advance(60_000)
  await sync(again)
  assert.equal(liveAssets(again), 3)
  assert.deepEqual(filesOf(again), files)
})
