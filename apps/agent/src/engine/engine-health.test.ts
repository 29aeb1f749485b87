import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { holdLock } from '@rollcall/platform-node'
import { devicePaths } from '../folder/device-paths.ts'
import { engineHealthOf, readEngineHealth, touchEngineHealth, writeEngineHealth } from './engine-health.ts'

const NOW = Date.UTC(2026, 10, 22)
const HOUR_MS = 3_600_000
const RUNS = { state: 'running', since: NOW - 24 * HOUR_MS, step: 'scan', crashes: 0 } as const

/** A folder on which somebody works. */
function openFolder(): Disposable & { readonly root: string; readonly release: () => void } {
  const root = mkdtempSync(join(tmpdir(), 'rollcall-health-'))
  mkdirSync(devicePaths(root).own)
  const lock = holdLock(devicePaths(root).lock)
  assert.ok(lock !== null)
  return {
    root,
    release: lock.release,
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  }
}

test('engineHealthOf() tells of a process that was put to sleep, and since when', () => {
  using folder = openFolder()
  const { root } = folder
  writeEngineHealth(root, RUNS, process.pid)
  touchEngineHealth(root, NOW - 12 * HOUR_MS)
  assert.deepEqual(engineHealthOf(root, NOW), { ...RUNS, state: 'suspended', since: NOW - 12 * HOUR_MS })
  touchEngineHealth(root, NOW - 30_000)
  assert.deepEqual(engineHealthOf(root, NOW), RUNS)
  assert.deepEqual(readEngineHealth(root), RUNS)
  folder.release()
  assert.equal(engineHealthOf(root, NOW).state, 'not_running')
})

test('engineHealthOf() expects no sign of life from who gives none, nor from who is not there any more', () => {
  using folder = openFolder()
  const { root } = folder
  writeEngineHealth(root, RUNS)
  touchEngineHealth(root, NOW - 12 * HOUR_MS)
  assert.deepEqual(engineHealthOf(root, NOW), RUNS)
  const { pid } = spawnSync(process.execPath, ['--version'])
  writeEngineHealth(root, RUNS, pid)
  touchEngineHealth(root, NOW - 12 * HOUR_MS)
  assert.deepEqual(engineHealthOf(root, NOW), RUNS)
  folder.release()
})

test('touchEngineHealth() minds no folder that is gone', () => {
  using folder = openFolder()
  folder.release()
  touchEngineHealth(`${folder.root}/elsewhere`, NOW)
  assert.equal(readEngineHealth(`${folder.root}/elsewhere`).state, 'running')
})
