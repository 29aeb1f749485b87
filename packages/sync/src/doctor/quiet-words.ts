import type { CheckId, DoctorCheck } from '@rollcall/protocol'
import { formatBytes } from '../policy/format-bytes.ts'
import type { Evidence } from './evidence.ts'
import { spanOf } from './words.ts'

/** What a check says when nothing is found in it: that all is well, or why that cannot be known. */
export function quietWords(id: CheckId, evidence: Evidence): Pick<DoctorCheck, 'state' | 'sentence'> {
  return WORDS[id](evidence)
}

type Words = (evidence: Evidence) => Pick<DoctorCheck, 'state' | 'sentence'>

function ok(sentence: string): Pick<DoctorCheck, 'state' | 'sentence'> {
  return { state: 'ok', sentence }
}

function unclear(sentence: string): Pick<DoctorCheck, 'state' | 'sentence'> {
  return { state: 'unknown', sentence }
}

const WORDS: { readonly [Check in CheckId]: Words } = {
  settings: ({ account }) =>
    ok(account === null ? 'Sync is on for this device.' : `Signed in as ${account}, and sync is on.`),
  connection: ({ probes, heardAt, now }) => {
    const rest = probes?.find(({ layer }) => layer === 'round_trip')
    if (rest?.state === 'ok') return ok(`The server answers, in ${rest.milliseconds} ms.`)
    if (heardAt === null)
      return unclear('Nothing was heard from this device yet, so its connection is not known.')
    return ok(`It reached the server ${spanOf(now - heardAt)} ago.`)
  },
  cloud_storage: ({ usage }) => {
    if (usage === null) return unclear('The server has not told yet how much is used.')
    if (usage.quotaBytes === null) return ok('There is no limit.')
    const free = Math.max(0, usage.quotaBytes - usage.usedBytes - usage.reservedBytes)
    return ok(`${formatBytes(free)} of ${formatBytes(usage.quotaBytes)} are free.`)
  },
  device_storage: ({ conditions: { freeBytes, unknown } }) =>
    freeBytes === null
      ? unclear(`How much is free here cannot be known: ${unknown['freeBytes'] ?? 'it was not measured'}.`)
      : ok(`${formatBytes(freeBytes)} are free on this device.`),
  stuck: () => ok('Sync runs.'),
  outdated: ({ versions }) =>
    versions.server === null
      ? unclear('The server has not told its version yet.')
      : ok('This Rollcall and the one on the server understand each other.'),
  power: ({ settings, conditions: { isCharging, batteryPercent, unknown } }) => {
    if (settings.power === 'always') return ok('It syncs on battery too, by your choice.')
    if (isCharging === null)
      return unclear(`Power cannot be known: ${unknown['isCharging'] ?? 'it was not measured'}.`)
    if (isCharging) return ok('This device has power.')
    return ok(
      `On battery${batteryPercent === null ? '' : `, at ${batteryPercent} %`}; nothing waits for power.`,
    )
  },
}
