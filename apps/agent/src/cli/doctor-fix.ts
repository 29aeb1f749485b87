import type { DeviceId, DoctorReport, Fix, Intent } from '@rollcall/protocol'
import { commandIdSchema } from '@rollcall/protocol'
import { doDeed, followWords } from './deed.ts'
import { CommandStop, EXIT } from './exit.ts'
import type { OpenDevice } from './open-device.ts'

/** What came of choosing a fix. `isDone` false: it is a person's to do, and `words` say how. */
export interface FixResult {
  readonly isDone: boolean
  readonly words: readonly string[]
  /** By which the deed is undone; null when there was none. */
  readonly batchId: string | null
}

/** The fixes of a report, each once, those of the check to mend first before the others. */
export function fixesIn({ checks, first }: DoctorReport): readonly Fix[] {
  const ordered = [...checks.filter(({ id }) => id === first), ...checks.filter(({ id }) => id !== first)]
  return [...new Map(ordered.flatMap(({ fixes }) => fixes).map((fix) => [fix.id, fix])).values()]
}

/** Finds a fix by its id, or by its number as the doctor printed it. Stops the command when it does not apply. */
export function findFix(report: DoctorReport, wanted: string): Fix {
  const fixes = fixesIn(report)
  const found = fixes.find(({ id }) => id === wanted) ?? fixes[Number(wanted) - 1]
  if (found !== undefined) return found
  const ids = fixes.map(({ id }) => id).join(', ')
  throw new CommandStop(
    ids === '' ? 'Nothing needs mending here.' : `That mends nothing here. Fixes: ${ids}.`,
    EXIT.wrongUse,
  )
}

/** Does a fix for the device `target`, which may be another one: a setting or a command travels to it in the feed. */
export function applyFix(device: OpenDevice, fix: Fix, target: DeviceId): FixResult {
  const { action } = fix
  switch (action.kind) {
    case 'setting':
      return queued(device, fix, {
        op: 'setDeviceSetting',
        args: { deviceId: target, setting: action.setting },
      })
    case 'command': {
      const commandId = commandIdSchema.parse(device.ports.random.hex(16))
      return queued(device, fix, { op: 'issueCommand', args: { target, commandId, command: action.command } })
    }
    case 'run':
      return { isDone: false, words: [`Run this on the device: ${action.line}`], batchId: null }
    case 'by_hand':
      return { isDone: false, words: [`This is for you to do: ${fix.label}.`], batchId: null }
  }
}

function queued(device: OpenDevice, fix: Fix, intent: Intent): FixResult {
  const { batchId } = doDeed(device, [intent])
  if (fix.action.kind === 'setting')
    return { isDone: true, words: [`Done: ${fix.label}.`, followWords(device)], batchId }
  return { isDone: true, words: [`Asked for: ${fix.label}. It is done by the sync of that device.`], batchId }
}
