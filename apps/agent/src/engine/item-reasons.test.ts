import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ProblemCode } from '@rollcall/protocol'
import { problem } from '@rollcall/protocol'
import type { Disk, ReasonCode } from '@rollcall/sync'
import { DiskFailure, NOTHING_MEASURED, REASONS } from '@rollcall/sync'
import { openDevice } from '../cli/open-device.ts'
import type { TestDevice } from '../test-kit/test-device.ts'
import { createTestDevice, samplePhoto } from '../test-kit/test-device.ts'
import { createEngine } from './engine.ts'
import { rollOfDevice } from './roll-of-device.ts'
import { runEngineOnce } from './run-engine.ts'

/* Reasons of single photos, brought about by what really lies in a folder and by what a library really answers. */

function codesOf(device: TestDevice, changes: Partial<Parameters<typeof rollOfDevice>[1]> = {}) {
  const { roll } = rollOfDevice(device.state, {
    now: device.clock.now(),
    engine: 'running',
    measured: NOTHING_MEASURED,
    active: new Map(),
    ...changes,
  })
  return Object.fromEntries(
    roll.entries.map(({ item, decision }) => [item.path, decision.because[0].code] as const),
  )
}

async function sync(device: TestDevice): Promise<void> {
  await runEngineOnce(createEngine(device.ports), device.clock, new AbortController().signal)
}

test('a folder brings about what is said of copies, of other files and of what is still being written', async () => {
  using device = createTestDevice()
  device.write('a.jpg', samplePhoto('one'))
  device.write('b.jpg', samplePhoto('one'))
  device.write('notes.txt', 'milk')
  await createEngine(device.ports).tick()
  assert.equal(codesOf(device)['a.jpg'], 'source_changing')
  await sync(device)
  assert.deepEqual(codesOf(device), {
    'a.jpg': 'verified',
    'b.jpg': 'duplicate_of',
    'notes.txt': 'unsupported_type',
  } satisfies Record<string, ReasonCode>)
})

test('a file that cannot be read is unreadable, or out of sight where the system limits what may be seen', async () => {
  const wrapDisk = (disk: Disk): Disk => ({
    ...disk,
    openToRead: (path) =>
      path.endsWith('/locked.jpg')
        ? Promise.reject(new DiskFailure('denied', 'Cannot open file: permission denied'))
        : disk.openToRead(path),
  })
  using device = createTestDevice({ wrapDisk })
  device.write('locked.jpg', samplePhoto('locked'))
  await sync(device)
  assert.deepEqual(codesOf(device), { 'locked.jpg': 'unreadable' })
  const measured = { ...NOTHING_MEASURED, access: 'limited' } as const
  assert.deepEqual(codesOf(device, { measured }), { 'locked.jpg': 'permission_limited' })
})

test('the answers of a library become the reasons of photos', async () => {
  const table: readonly (readonly [ProblemCode, ReasonCode])[] = [
    ['too_large', 'too_large'],
    ['throttled', 'throttled'],
    ['server_disk_full', 'server_disk_full'],
    ['storage_failed', 'readback_mismatch'],
    ['digest_mismatch', 'digest_mismatch'],
    // As when a proxy on the way drops what a device shows of itself.
    ['signed_out', 'signed_out'],
  ]
  for (const [answer, code] of table) {
    using device = createTestDevice()
    device.write('a.jpg', samplePhoto('a'))
    device.library.weather.refusal = problem(answer)
    const engine = createEngine(device.ports)
    const { folder, values } = device.state
    const isMet = () => folder.attempts().size > 0 || values.get('server').kind === 'away'
    for (let ticks = 0; ticks < 20 && !isMet(); ticks++) {
      const { busy, again, dueAt } = await engine.tick()
      if (busy) await engine.nextEnd()
      else if (!again) await device.clock.sleep(dueAt - device.clock.now())
    }
    assert.deepEqual(codesOf(device), { 'a.jpg': code }, answer)
  }
})

test('a photo whose turn comes is queued, and one on its way uploading or downloading', async () => {
  using device = createTestDevice()
  device.write('mine.jpg', samplePhoto('mine', 300))
  device.library.addPhoto(samplePhoto('theirs'), 'theirs.jpg')
  const engine = createEngine(device.ports)
  const seen = new Set<string>()
  for (let ticks = 0; ticks < 20 && seen.size < 3; ticks++) {
    const { roll, busy, again, dueAt } = await engine.tick()
    for (const { item, decision } of roll?.entries ?? []) {
      const active = new Map([[item.key, { bytesDone: 1 }]])
      if (decision.action === 'upload' || decision.action === 'download')
        for (const codes of [codesOf(device), codesOf(device, { active })]) seen.add(codes[item.path] ?? '')
    }
    if (busy) await engine.nextEnd()
    else if (!again) await device.clock.sleep(dueAt - device.clock.now())
  }
  assert.deepEqual([...seen].toSorted(), ['downloading', 'queued', 'uploading'])
})

test('a folder that is not there is told as the reason that it is', () => {
  const { sentence } = REASONS.source_missing
  assert.throws(() => openDevice('/nowhere/that/anybody/has/a/folder'), new RegExp(sentence({})))
})
