import type { ArgsOf, DeviceId, DeviceRecord, MutationOutcome } from '@rollcall/protocol'
import type { LibraryDraft } from './draft.ts'
import type { EditStamp } from './edit-stamp.ts'
import { markOf } from './edit-stamp.ts'
import { judgeValue } from './judge-value.ts'

/**
 * Chooses a setting of a device; each setting merges on its own. Of a device that the library does not know yet, as before its first talk
 * with the server, the settings are kept for when it does. Refuses `no_such_device` of one that was removed.
 */
export function setDeviceSetting(
  draft: LibraryDraft,
  { deviceId, setting: { name, value } }: ArgsOf<'setDeviceSetting'>,
  edit: EditStamp,
): MutationOutcome {
  const device: DeviceRecord = draft.record('device', deviceId) ?? {
    kind: 'device',
    key: deviceId,
    seq: 0,
    name: edit.deviceName,
    addedAt: edit.now,
    removedAt: null,
    settings: {},
    edits: {},
  }
  if (device.removedAt !== null) return { kind: 'refused', code: 'no_such_device', facts: { deviceId } }
  const held = device.settings[name] ?? null
  const outcome = judgeValue('setting', { held, value }, edit, device.edits[name])
  const element = settingElement(deviceId, name)
  if (outcome.kind === 'superseded') return { ...outcome, facts: { ...outcome.facts, element } }
  const seq = draft.nextSeq()
  const edits = { ...device.edits, [name]: markOf(edit, seq, device.edits[name]) }
  draft.putRecord({ ...device, settings: { ...device.settings, [name]: value }, edits, seq })
  return outcome.facts === undefined ? outcome : { ...outcome, facts: { ...outcome.facts, element } }
}

/** How a setting of a device is called where settings of all devices stand, as in the journal. */
export function settingElement(deviceId: DeviceId, name: string): string {
  return `${deviceId}:${name}`
}
