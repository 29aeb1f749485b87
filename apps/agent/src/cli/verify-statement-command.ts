import { existsSync, readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Statement } from '@rollcall/protocol'
import { statementSchema, parseJson } from '@rollcall/protocol'
import { rollOf } from '../wipe/check-safe-to-wipe.ts'
import { hashesOf, sortInventory } from '../wipe/sort-inventory.ts'
import { takeInventory } from '../wipe/take-inventory.ts'
import { fingerprintOf, isSigned, listDigestOf } from '../wipe/verify-statement.ts'
import { devicePaths } from '../folder/device-paths.ts'
import type { FolderOptions } from './device-commands.ts'
import { readDeviceConfig } from './device-config.ts'
import { CommandStop, EXIT } from './exit.ts'
import { openDevice } from './open-device.ts'
import { printStatement } from './safe-to-wipe-command.ts'

/** A statement is far smaller; what is larger is something else. Bytes. */
const FILE_MAX = 100_000

/** Options of `rollcall verify-statement`. */
export type VerifyStatementOptions = FolderOptions & { readonly key?: string }

/** How a statement stood up. `holds` null: this machine has not the device's folder. */
interface Verdict {
  readonly isSigned: boolean
  /** Whose key it is, as far as this machine can say. */
  readonly key: 'known' | 'other' | 'nobody'
  readonly fingerprint: string
  readonly holds: boolean | null
}

/**
 * `rollcall verify-statement FILE`: checks a statement without a network: its signature, whether the key is the one that the device in
 * `--folder` knows its server by, or that of `--key`; and, on the device itself, whether it still holds. Exit code 0 when all of it is so.
 */
export async function verifyStatementCommand(file: string, options: VerifyStatementOptions): Promise<number> {
  const statement = readStatement(file)
  const verdict: Verdict = {
    isSigned: isSigned(statement),
    key: judgeKey(statement, options),
    fingerprint: fingerprintOf(statement.publicKey),
    holds: await stillHolds(statement, options.folder),
  }
  if (options.json) console.log(JSON.stringify({ ...verdict, body: statement.body }))
  else print(statement, verdict)
  return verdict.isSigned && verdict.key === 'known' && verdict.holds !== false ? EXIT.done : EXIT.needsYou
}

function readStatement(file: string): Statement {
  const path = resolve(file)
  if (!existsSync(path)) throw new CommandStop(`There is no file at ${path}.`, EXIT.wrongUse)
  const isSmall = statSync(path).size <= FILE_MAX
  const parsed = statementSchema.safeParse(isSmall ? parseJson(readFileSync(path, 'utf8')) : null)
  if (parsed.success) return parsed.data
  throw new CommandStop(`${path} is no statement of Rollcall.`, EXIT.wrongUse)
}

function judgeKey({ publicKey }: Statement, { folder, key }: VerifyStatementOptions): Verdict['key'] {
  if (key !== undefined)
    return plain(key) !== '' && plain(fingerprintOf(publicKey)) === plain(key) ? 'known' : 'other'
  const pinned = readDeviceConfig(resolve(folder))?.serverKey
  if (pinned === undefined) return 'nobody'
  return pinned === publicKey ? 'known' : 'other'
}

function plain(fingerprint: string): string {
  return fingerprint.replace(/[^0-9a-f]/gi, '').toLowerCase()
}

/** Reads everything on the device again and compares it with what was signed. Null where this is not the device. */
async function stillHolds({ body }: Statement, folder: string): Promise<boolean | null> {
  const root = resolve(folder)
  if (!existsSync(devicePaths(root).config) || readDeviceConfig(root)?.deviceId !== body.deviceId) return null
  const device = openDevice(folder)
  try {
    const { ports } = device
    const inventory = await takeInventory(ports, () => undefined)
    if (inventory === null) return null
    const found = sortInventory(inventory, rollOf(ports))
    const isSame = listDigestOf(hashesOf(found)) === body.listDigest
    return isSame && found.unread.length === 0 && ports.state.replica.outboxLength() === 0
  } finally {
    device.close()
  }
}

function print(statement: Statement, { isSigned: signed, key, holds }: Verdict): void {
  if (!signed) {
    console.log('✕ The signature does not fit: the statement was changed, or is none.')
    return
  }
  console.log('✓ The signature fits. The statement says that this device could be wiped:\n')
  printStatement(statement)
  console.log()
  console.log(KEY_WORDS[key])
  if (holds === null)
    console.log('· Whether it still holds can be checked on the device itself, with --folder.')
  else if (holds) console.log('✓ It still holds: every original here is in it.')
  else console.log('✕ It is void: something changed here since. Make a new one: rollcall safe-to-wipe')
}

const KEY_WORDS: Readonly<Record<Verdict['key'], string>> = {
  known: '✓ The key is the one that the server is known by.',
  other: '✕ The key is another one than the server is known by. Do not rely on this statement.',
  nobody:
    '! Nobody here vouches for the key. Compare it with that of your server, or check with --folder or --key.',
}
