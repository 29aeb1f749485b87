import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import type { Asset, LibraryRecord } from '@rollcall/protocol'
import { accountIdSchema, libraryIdSchema } from '@rollcall/protocol'
import { writeDeviceConfig } from '../cli/device-config.ts'
import { openDevice } from '../cli/open-device.ts'
import { SAMPLE_DEVICE_ID } from './sample-device-id.ts'

/** A folder that is linked to a server which is away, with a library that it has read before. */
export interface LinkedFolder extends AsyncDisposable {
  readonly folder: string
}

/** Makes one with these photos and records. */
export async function linkFolder(
  assets: readonly Asset[],
  records: readonly LibraryRecord[] = [],
): Promise<LinkedFolder> {
  const folder = mkdtempSync(`${tmpdir()}/rollcall-linked-`)
  mkdirSync(`${folder}/.rollcall`, { recursive: true })
  writeDeviceConfig(folder, {
    server: 'http://127.0.0.1:9',
    token: 'token of twenty letters',
    deviceId: SAMPLE_DEVICE_ID,
    deviceName: 'Study',
    accountId: accountIdSchema.parse('a'.repeat(32)),
    account: 'eva',
    libraryId: libraryIdSchema.parse('b'.repeat(32)),
    libraryName: 'Photos',
    idKey: 'ab'.repeat(32),
  })
  const device = openDevice(folder)
  const { replica } = device.ports.state
  const changes = [
    ...assets.map((asset) => ({ kind: 'asset', asset }) as const),
    ...records.map((record) => ({ kind: 'record', record }) as const),
  ]
  const page = { epoch: 1, from: '1.0', to: '1.9', complete: true, lastMutation: 0, changes }
  await replica.stage(page, { first: true, fresh: true })
  await replica.adopt({ epoch: 1, seq: 9 }, 0)
  device.close()
  return {
    folder,
    [Symbol.asyncDispose]: async () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** What a command printed. */
export async function printed(command: () => unknown): Promise<string> {
  const lines: string[] = []
  const { log } = console
  console.log = (...words: readonly unknown[]) => lines.push(words.join(' '))
  try {
    await command()
  } finally {
    console.log = log
  }
  return lines.join('\n')
}
