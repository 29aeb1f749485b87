import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterEach, beforeEach, test } from 'node:test'
import type { AccountId, DeviceId, LibraryId } from '@rollcall/protocol'
import { devicePaths } from '../folder/device-paths.ts'
import type { DeviceConfig } from './device-config.ts'
import { readDeviceConfig, removeDeviceConfig, writeDeviceConfig } from './device-config.ts'

const CONFIG: DeviceConfig = {
  server: 'https://photos.example:7655',
  token: `rc_${'t'.repeat(40)}`,
  deviceId: 'd'.repeat(32) as DeviceId,
  deviceName: 'Study',
  accountId: 'a'.repeat(32) as AccountId,
  account: 'ada',
  libraryId: 'b'.repeat(32) as LibraryId,
  libraryName: "Ada's photos",
  idKey: 'c'.repeat(64),
}

let root = ''
beforeEach(() => {
  root = mkdtempSync(`${tmpdir()}/rollcall-config-`)
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

test('readDeviceConfig() gives back what writeDeviceConfig() wrote, and null for a folder that is not linked', () => {
  assert.equal(readDeviceConfig(root), null)
  writeDeviceConfig(root, CONFIG)
  assert.deepEqual(readDeviceConfig(root), CONFIG)
})

test('writeDeviceConfig() lets only its owner read the token', {
  skip: process.platform === 'win32' && 'Windows has no modes',
}, () => {
  writeDeviceConfig(root, CONFIG)
  assert.equal(statSync(devicePaths(root).config).mode & 0o777, 0o600)
  assert.equal(statSync(devicePaths(root).own).mode & 0o777, 0o700)
})

test('readDeviceConfig() says so when the file is damaged', () => {
  writeDeviceConfig(root, CONFIG)
  for (const text of ['', '{', '{}', 'null', JSON.stringify({ ...CONFIG, deviceId: 'short' })]) {
    writeFileSync(devicePaths(root).config, text)
    assert.throws(() => readDeviceConfig(root), /^Error: Cannot read .*damaged/)
  }
})

test('removeDeviceConfig() forgets the device, and can be done twice', () => {
  writeDeviceConfig(root, CONFIG)
  writeFileSync(`${root}/photo.jpg`, 'kept')
  removeDeviceConfig(root)
  removeDeviceConfig(root)
  assert.equal(readDeviceConfig(root), null)
  assert.ok(existsSync(`${root}/photo.jpg`))
})
