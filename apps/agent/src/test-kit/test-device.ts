import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname } from 'node:path'
import type { Database } from '@rollcall/platform-node'
import { createNodeDisk, createSha256, hmacSha256, openDatabase } from '@rollcall/platform-node'
import type { Disk, FolderPath, Random } from '@rollcall/sync'
import type { EngineEvent, EnginePorts } from '../engine/engine-ports.ts'
import { devicePaths } from '../folder/device-paths.ts'
import type { DeviceState } from '../state/device-state.ts'
import { openDeviceState } from '../state/device-state.ts'
import { MIGRATIONS } from '../state/schema.ts'
import type { FakeLibrary } from './fake-library.ts'
import { TEST_ID_KEY } from './fake-feed.ts'
import { createFakeLibrary } from './fake-library.ts'
import type { TestClock } from './test-clock.ts'
import { createTestClock, createTestRandom } from './test-clock.ts'
import { SAMPLE_DEVICE_ID } from './sample-device-id.ts'

/** A linked folder in a temporary directory of the real disk, with a state of its own and a library in memory. */
export interface TestDevice extends Disposable {
  readonly root: string
  readonly clock: TestClock
  readonly library: FakeLibrary
  readonly ports: EnginePorts
  readonly events: readonly EngineEvent[]
  readonly state: DeviceState
  /** Writes a file and its folders. */
  readonly write: (path: FolderPath, bytes: Uint8Array | string) => void
  readonly read: (path: FolderPath) => Buffer
  /** Ends this process's memory of the device, as a kill does, and opens its state again. */
  readonly reopen: () => TestDevice
}

/** Settings of a test device; what is not given is made afresh. */
export interface TestDeviceOptions {
  readonly library?: FakeLibrary
  readonly clock?: TestClock
  readonly random?: Random
  /** Puts something between the device and the disk. */
  readonly wrapDisk?: (disk: Disk) => Disk
}

/** Makes a device in a new temporary directory, which is removed when the device is disposed of. */
export function createTestDevice(options: TestDeviceOptions = {}): TestDevice {
  const root = mkdtempSync(`${tmpdir()}/rollcall-device-`)
  mkdirSync(devicePaths(root).own)
  writeFileSync(devicePaths(root).config, '{}')
  return openTestDevice(root, options)
}

function openTestDevice(root: string, options: TestDeviceOptions): TestDevice {
  const clock = options.clock ?? createTestClock()
  const library = options.library ?? createFakeLibrary()
  const random = options.random ?? createTestRandom()
  const database: Database = openDatabase(devicePaths(root).database, MIGRATIONS)
  const state = openDeviceState(database, {
    clock,
    random,
    deviceId: SAMPLE_DEVICE_ID,
    deviceName: 'this device',
  })
  const disk = (options.wrapDisk ?? ((it) => it))(createNodeDisk())
  const events: EngineEvent[] = []
  return {
    root,
    clock,
    library,
    events,
    state,
    ports: {
      disk,
      clock,
      random,
      root,
      state,
      createSha256,
      hmacSha256,
      idKey: TEST_ID_KEY,
      api: library.api,
      onEvent: (event) => events.push(event),
    },
    write: (path, bytes) => {
      mkdirSync(dirname(`${root}/${path}`), { recursive: true })
      writeFileSync(`${root}/${path}`, bytes)
    },
    read: (path) => readFileSync(`${root}/${path}`),
    reopen: () => {
      database.close()
      return openTestDevice(root, { ...options, clock, library, random })
    },
    [Symbol.dispose]: () => {
      database.close()
      rmSync(root, { recursive: true, force: true })
    },
  }
}

/** A photo: the head of a JPEG, and what tells it from others. */
export function samplePhoto(words: string, bytes = 200): Uint8Array {
  const photo = new Uint8Array(Math.max(bytes, words.length + 6))
  photo.set([0xff, 0xd8, 0xff, 0xe0, 0, 16])
  photo.set(new TextEncoder().encode(words), 6)
  return photo
}
