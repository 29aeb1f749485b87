import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { createTestDevice, samplePhoto } from '../test-kit/test-device.ts'
import { watchFolder } from './watch-folder.ts'

/** How long a system may take to tell of a change. */
const TOLD_WITHIN_MS = 10_000

test('watchFolder() tells which files changed, or that anything may have', async () => {
  using device = createTestDevice()
  const told = new Set<string | null>()
  const stop = await watchFolder(device.root, (paths) => {
    for (const path of paths ?? [null]) told.add(path)
  })
  const until = async (isSo: () => boolean) => {
    for (let waited = 0; waited < TOLD_WITHIN_MS && !isSo(); waited += 20) await setTimeout(20)
    assert.ok(isSo(), [...told].join(', '))
  }
  try {
    device.write('trip/a.jpg', samplePhoto('one'))
    await until(() => told.has(null) || [...told].some((path) => path?.startsWith('trip')))
    if (process.platform !== 'win32') {
      writeFileSync(`${device.root}/back\\slash.jpg`, samplePhoto('two'))
      await until(() => told.has(null) || told.has('back\\slash.jpg'))
    }
    device.write('.rollcall/incoming/x', samplePhoto('three'))
    device.write('last.jpg', samplePhoto('four'))
    await until(() => told.has(null) || told.has('last.jpg'))
    assert.ok(
      ![...told].some((path) => path?.startsWith('.rollcall/')),
      'its own things are nobody\u2019s news',
    )
  } finally {
    await stop()
  }
})
