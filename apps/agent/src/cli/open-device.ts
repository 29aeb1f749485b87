import { realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import type { DevicesApi, ServerApi, StorageApi } from '@rollcall/platform-client'
import {
  createCaller,
  createDevicesApi,
  createLibraryApi,
  createServerApi,
  createStorageApi,
  withServerClock,
} from '@rollcall/platform-client'
import type { Durability } from '@rollcall/platform-node'
import {
  createNodeDisk,
  createSha256,
  createSystemClock,
  createSystemRandom,
  hmacSha256,
  openDatabase,
  unpackSegment,
} from '@rollcall/platform-node'
import { REASONS } from '@rollcall/sync'
import { followConditionsFile } from '../conditions/conditions-file.ts'
import { createConditionsWatch } from '../conditions/conditions-watch.ts'
import { createNodeMachine } from '../conditions/node-machine.ts'
import { clockOffsetIn } from '../conditions/server-clock.ts'
import { AGENT_VERSION } from '../agent-version.ts'
import { readEngineHealth } from '../engine/engine-health.ts'
import type { EngineEvent, EnginePorts } from '../engine/engine-ports.ts'
import { devicePaths } from '../folder/device-paths.ts'
import { openDeviceState } from '../state/device-state.ts'
import { MIGRATIONS } from '../state/schema.ts'
import type { DeviceConfig } from './device-config.ts'
import { readDeviceConfig } from './device-config.ts'
import { CommandStop } from './exit.ts'

/** A linked folder, opened by one command. */
export interface OpenDevice {
  readonly root: string
  readonly config: DeviceConfig
  readonly ports: EnginePorts
  readonly server: ServerApi
  readonly devices: DevicesApi
  readonly storage: StorageApi
  readonly close: () => void
}

/**
 * How a command opens a device. What a person says (a favourite, a setting) must survive a power cut; what the engine notes
 * can be found again from the disk and the server, so `sync` does not wait for the disk at every commit.
 */
export interface OpenOptions {
  readonly onEvent?: (event: EngineEvent) => void
  readonly durability?: Durability
  /** A file whose conditions count instead of measured ones. */
  readonly conditions?: string | undefined
}

/** Opens the device whose folder this is. Stops the command with clear words when it is not one. */
export function openDevice(
  folder: string,
  { onEvent = () => undefined, durability = 'power_cut', conditions }: OpenOptions = {},
): OpenDevice {
  const root = rootOf(folder)
  const config = readDeviceConfig(root)
  if (config === null) {
    throw new CommandStop(
      `${root} is not linked to a server.\nLink it with: rollcall link URL --folder ${root} --account NAME`,
    )
  }
  const clock = createSystemClock()
  const random = createSystemRandom()
  const database = openDatabase(devicePaths(root).database, MIGRATIONS, durability)
  const disk = createNodeDisk()
  const state = openDeviceState(database, {
    clock,
    random,
    deviceId: config.deviceId,
    deviceName: config.deviceName,
  })
  const timedFetch = withServerClock(fetch, clock, clockOffsetIn(state))
  const caller = createCaller({ url: config.server, token: config.token, fetch: timedFetch })
  const measuring = {
    clock,
    disk,
    root,
    server: config.server,
    clockOffsetMs: clockOffsetIn(state).get,
    machine: createNodeMachine(),
  }
  const file =
    conditions === undefined ? null : followConditionsFile(conditions, (words) => console.error(words))
  const devices = createDevicesApi(caller, config.libraryId)
  const ports: EnginePorts = {
    root,
    clock,
    random,
    createSha256,
    hmacSha256,
    onEvent,
    disk,
    api: createLibraryApi(caller, config.libraryId, unpackSegment),
    state,
    conditions: createConditionsWatch(measuring, file),
    idKey: config.idKey,
    reports: {
      api: devices,
      health: () => readEngineHealth(root),
      version: AGENT_VERSION,
      platform: `${process.platform} ${process.arch}`,
    },
  }
  const storage = createStorageApi(caller, config.libraryId)
  const close = () => database.close()
  return { root, config, ports, server: createServerApi(caller), devices, storage, close }
}

/** The real path of a device's folder. Stops the command when nothing is there. */
export function rootOf(folder: string): string {
  try {
    return realpathSync(resolve(folder)).replace(/[\\/]+$/, '')
  } catch {
    throw new CommandStop(`There is no folder at ${resolve(folder)}. ${REASONS.source_missing.sentence({})}`)
  }
}
