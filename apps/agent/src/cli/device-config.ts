import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { accountIdSchema, deviceIdSchema, libraryIdSchema, parseJson } from '@rollcall/protocol'
import { z } from 'zod'
import { devicePaths } from '../folder/device-paths.ts'

const configSchema = z.object({
  server: z.url(),
  token: z.string().min(20),
  deviceId: deviceIdSchema,
  deviceName: z.string(),
  accountId: accountIdSchema,
  account: z.string(),
  libraryId: libraryIdSchema,
  libraryName: z.string(),
  idKey: z.string(),
  /** The key that the server signs with, as this device first saw it. */
  serverKey: z.string().max(200).exactOptional(),
})

/** Who a linked folder is, and how it gets in. Holds the device's token, so only its owner may read the file. */
export type DeviceConfig = z.infer<typeof configSchema>

/** Reads the config of the device in `root`. Null when the folder is not linked. Throws when the file is damaged. */
export function readDeviceConfig(root: string): DeviceConfig | null {
  const { config } = devicePaths(root)
  let text: string
  try {
    text = readFileSync(config, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw new Error(`Cannot read ${config}`, { cause: error })
  }
  const parsed = configSchema.safeParse(parseJson(text))
  if (!parsed.success)
    throw new Error(`Cannot read ${config}: it is damaged; unlink and link the folder again`)
  return parsed.data
}

/** Links a folder: from now on it is this device. */
export function writeDeviceConfig(root: string, config: DeviceConfig): void {
  const paths = devicePaths(root)
  mkdirSync(paths.own, { recursive: true, mode: 0o700 })
  writeFileSync(paths.config, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 })
}

/** Remembers the server's key from the first sight of it. The config is replaced in one step: killed anywhere, one of them is there. */
export function pinServerKey(root: string, config: DeviceConfig, serverKey: string): void {
  const paths = devicePaths(root)
  const beside = `${paths.config}.new`
  writeFileSync(beside, `${JSON.stringify({ ...config, serverKey }, null, 2)}\n`, {
    mode: 0o600,
    flush: true,
  })
  renameSync(beside, paths.config)
}

/** Makes a folder forget that it was a device. Files that the library's trash still counts on stay in `.rollcall/trash`. */
export function removeDeviceConfig(root: string): void {
  const paths = devicePaths(root)
  for (const path of [
    paths.config,
    paths.database,
    `${paths.database}-wal`,
    `${paths.database}-shm`,
    paths.lock,
    paths.engineLock,
    paths.health,
  ]) {
    rmSync(path, { force: true })
  }
  rmSync(paths.incoming, { recursive: true, force: true })
}
