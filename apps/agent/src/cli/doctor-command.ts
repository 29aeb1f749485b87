import { writeFileSync } from 'node:fs'
import type { DeviceId, DoctorReport } from '@rollcall/protocol'
import type { Evidence } from '@rollcall/sync'
import { diagnose } from '@rollcall/sync'
import { confirm } from './confirm.ts'
import { applyFix, findFix } from './doctor-fix.ts'
import { printReport } from './doctor-print.ts'
import { EXIT } from './exit.ts'
import { gatherEvidence, probeWay } from './gather-evidence.ts'
import type { OpenDevice } from './open-device.ts'
import { openDevice } from './open-device.ts'
import { findOtherDevice } from './other-device.ts'
import { quietWords } from './quiet-devices.ts'
import { supportBundle } from './support-bundle.ts'

/** Options of `rollcall doctor`. */
export interface DoctorOptions {
  readonly folder: string
  readonly json?: boolean
  readonly fix?: string
  readonly yes?: boolean
  readonly device?: string
  readonly bundle?: string
  readonly conditions?: string
}

/** A device that was looked at. */
interface Examined {
  readonly report: DoctorReport
  readonly evidence: Evidence
  readonly target: DeviceId
  /** Looks again, without asking the network a second time. */
  readonly again: () => Promise<DoctorReport>
}

/**
 * `rollcall doctor`: why photos are not safe, what was looked at, and what mends it; with `--fix`, does that. Of this device, or of
 * another one as far as it is known. Exit code 1 unless all is safe.
 */
export async function doctorCommand(options: DoctorOptions): Promise<number> {
  const device = openDevice(options.folder, { conditions: options.conditions })
  try {
    const examined =
      options.device === undefined
        ? await examine(device, options)
        : await examineOther(device, options.device)
    if (options.bundle !== undefined) writeBundle(options.bundle, examined)
    if (options.fix !== undefined) return await mend(device, examined, options.fix, options)
    if (options.json) console.log(JSON.stringify(examined.report))
    else if (options.bundle === undefined) {
      printReport(examined.report)
      for (const line of options.device === undefined ? quietWords(device) : []) console.log(line)
    }
    return exitCodeOf(examined.report)
  } finally {
    device.close()
  }
}

async function examine(device: OpenDevice, options: DoctorOptions): Promise<Examined> {
  const { clock, state } = device.ports
  const before = clock.monotonic()
  const probed = await probeWay(device)
  const { evidence } = await gatherEvidence(device, probed, options)
  const milliseconds = Math.max(0, clock.monotonic() - before)
  return {
    report: { ...diagnose(evidence), milliseconds },
    evidence,
    target: state.deviceId,
    again: async () => diagnose((await gatherEvidence(device, probed, options)).evidence),
  }
}

async function examineOther(device: OpenDevice, wanted: string): Promise<Examined> {
  const { deviceId, evidence } = await findOtherDevice(device, wanted)
  const report = diagnose(evidence)
  return { report, evidence, target: deviceId, again: async () => report }
}

async function mend(
  device: OpenDevice,
  { report, target, again }: Examined,
  wanted: string,
  { yes = false, json = false }: DoctorOptions,
): Promise<number> {
  const fix = findFix(report, wanted)
  const isForUs = fix.action.kind === 'setting' || fix.action.kind === 'command'
  if (isForUs) await confirm(`${fix.label}: ${fix.preview}`, yes)
  const { isDone, words, batchId } = applyFix(device, fix, target)
  const after = await again()
  if (json) console.log(JSON.stringify({ fix: fix.id, done: isDone, batchId, report: after }))
  else for (const line of [...words, '', `Now: ${after.sentence}`]) console.log(line)
  return isDone ? exitCodeOf(after) : EXIT.needsYou
}

function exitCodeOf({ verdict }: DoctorReport): number {
  return verdict === 'all_safe' ? EXIT.done : EXIT.needsYou
}

function writeBundle(path: string, { report, evidence }: Examined): void {
  const { lines, contents } = supportBundle(report, evidence)
  writeFileSync(path, `${lines.join('\n')}\n`, { mode: 0o600 })
  console.error(`${path} holds: ${contents.join('; ')}.`)
  console.error(
    'It holds no token, key, caption or place, and every name in it is a hash. Read it before you send it.',
  )
}
