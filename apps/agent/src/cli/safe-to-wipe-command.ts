import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { formatBytes } from '@rollcall/sync'
import { devicePaths } from '../folder/device-paths.ts'
import type { WipeReport } from '../wipe/check-safe-to-wipe.ts'
import { LEFT_OUT } from '../wipe/sort-inventory.ts'
import { fingerprintOf } from '../wipe/verify-statement.ts'
import { checkWipe } from './check-wipe.ts'
import { countIs, countWords } from './count-words.ts'
import type { FolderOptions } from './device-commands.ts'
import { EXIT } from './exit.ts'
import { holdDevice } from './hold-device.ts'
import type { OpenDevice } from './open-device.ts'
import { openDevice } from './open-device.ts'
import { countPhotos, isoOf } from './photo-words.ts'
import { printable } from './print-table.ts'

/** Lines of a list that a person is shown; `--json` has them all. */
const SHOWN_MAX = 20

/** Options of `rollcall safe-to-wipe`. */
export type SafeToWipeOptions = FolderOptions & { readonly out?: string }

/**
 * `rollcall safe-to-wipe`: reads everything on this device again and has the server sign that it holds all of it, or tells what would be
 * lost [R6]. Exit code 0 only when it is safe.
 */
export async function safeToWipeCommand(options: SafeToWipeOptions): Promise<number> {
  const device = openDevice(options.folder)
  const lock = await holdDevice(device.root, device.ports.clock)
  try {
    const isQuiet = options.json ?? false
    const report = await checkWipe(device, { maySync: lock !== null, isQuiet })
    const path = keepStatement(device, report, options)
    if (options.json) console.log(JSON.stringify(reportAsJson(device, report, path)))
    else printReport(device, report, path)
    return report.verdict === 'SAFE' ? EXIT.done : EXIT.needsYou
  } finally {
    lock?.release()
    device.close()
  }
}

function keepStatement(
  { root }: OpenDevice,
  { statement }: WipeReport,
  { out }: SafeToWipeOptions,
): string | null {
  if (statement === null) return null
  const path = out === undefined ? `${devicePaths(root).own}/statement.json` : resolve(out)
  writeFileSync(path, `${JSON.stringify(statement, null, 2)}\n`)
  return path
}

function reportAsJson(
  { config }: OpenDevice,
  { verdict, code, sentence, statement, losses, found }: WipeReport,
  path: string | null,
): unknown {
  return {
    verdict,
    code,
    sentence,
    device: config.deviceName,
    library: config.libraryId,
    server: config.server,
    originals: found?.originals.length ?? null,
    bytes: found === null ? null : sumOf(found.originals),
    lost: losses,
    ignored: found?.ignored ?? [],
    previews: found?.previews ?? [],
    givenUp: found?.givenUp ?? [],
    setAside: found?.setAside ?? [],
    statement,
    savedTo: path,
  }
}

function printReport(device: OpenDevice, report: WipeReport, path: string | null): void {
  const { verdict, sentence, statement, losses, found } = report
  console.log(`${verdict.replace('_', ' ')}  ${sentence}\n`)
  if (statement !== null) printStatement(statement)
  const { deviceName, libraryName, server } = device.config
  if (statement === null) console.log(`${deviceName} · ${libraryName} on ${server}`)
  if (found !== null) printFound(found)
  if (losses.length > 0) {
    const files = losses.filter(({ path: at }) => at !== null).length
    console.log(
      files === 0 ? '\nThis would be lost:' : `\nThis would be lost, ${countPhotos(files)} among it:`,
    )
    for (const { path: at, sentence: why } of losses.slice(0, SHOWN_MAX))
      console.log(`  ✕ ${at === null ? '' : `${printable(at)}: `}${why}`)
    if (losses.length > SHOWN_MAX)
      console.log(`  … and ${losses.length - SHOWN_MAX} more: rollcall safe-to-wipe --json`)
  }
  if (path === null) return
  console.log(`\nThe signed statement is in ${path}. Keep it somewhere else than on this device.`)
  console.log('Any later change on this device makes it void. To check it, on any machine:')
  console.log(`    rollcall verify-statement ${path}`)
}

/** What a statement says, for a person. */
export function printStatement({ body, publicKey }: NonNullable<WipeReport['statement']>): void {
  const oldest = body.oldestVerifiedAt === null ? 'nothing to read' : isoOf(body.oldestVerifiedAt)
  const rows = [
    ['device', `${printable(body.device)} (${body.deviceId})`],
    ['library', `${body.library}, epoch ${body.epoch}, seq ${body.seq}`],
    ['server', printable(body.server)],
    ['originals', `${body.originals.toLocaleString('en')}, ${formatBytes(body.bytes)}`],
    ['read back', `by the server, the oldest ${oldest}`],
    ['ignored', `${countWords(body.ignored, 'file')} that the rules leave alone`],
    ['made at', isoOf(body.madeAt)],
    ['key', fingerprintOf(publicKey)],
  ] as const
  for (const [name, words] of rows) console.log(`  ${name.padEnd(10)} ${words}`)
}

function printFound({
  originals,
  ignored,
  previews,
  setAside,
  givenUp,
}: NonNullable<WipeReport['found']>): void {
  console.log(
    `\nRead again here: ${countWords(originals.length, 'original')}, ${formatBytes(sumOf(originals))}.`,
  )
  if (givenUp.length > 0)
    console.log(
      `${countIs(givenUp.length, 'original')} on the server only, with a smaller version here or none.`,
    )
  if (previews.length > 0)
    console.log(`${countWords(previews.length, 'smaller version')} would go with the device.`)
  const marked = previews.filter(({ isOurs }) => !isOurs)
  if (marked.length > 0)
    console.log(
      `${marked.length} of them ${marked.length === 1 ? 'was' : 'were'} not written by this device, and may have been edited:`,
    )
  for (const { path } of marked.slice(0, SHOWN_MAX)) console.log(`  · ${printable(path)}`)
  if (setAside.length > 0)
    console.log(
      `${countWords(setAside.length, 'file')} of deleted photos in .rollcall/trash would go with the device.`,
    )
  const leftOut = ignored.filter(({ because }) => because === LEFT_OUT)
  if (leftOut.length > 0)
    printNamed(
      `! ${countIs(leftOut.length, 'original')} left out by your settings, so in no library. Keep a copy, or they would be lost:`,
      leftOut,
    )
  const others = ignored.filter(({ because }) => because !== LEFT_OUT)
  if (others.length > 0)
    printNamed(`${countIs(others.length, 'file')} in no library, and would go with the device:`, others)
}

function printNamed(words: string, files: NonNullable<WipeReport['found']>['ignored']): void {
  console.log(words)
  for (const { path, because } of files.slice(0, SHOWN_MAX))
    console.log(`  · ${printable(path)} (${because})`)
  if (files.length > SHOWN_MAX)
    console.log(`  … and ${files.length - SHOWN_MAX} more: rollcall safe-to-wipe --json`)
}

function sumOf(files: readonly { readonly bytes: number }[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0)
}
