import type { CheckId } from '@rollcall/protocol'
import { formatBytes } from '../policy/format-bytes.ts'
import { isPaused } from '../policy/settings.ts'
import type { Evidence } from './evidence.ts'
import { probeLine } from './probe.ts'
import { countOf, momentOf, onOff, spanOf } from './words.ts'

/** A clock that is further off than this is told of. */
const CLOCK_TOLD_MS = 60_000

/** What was measured and chosen, a line each, by check. */
export const EVIDENCE_LINES: { readonly [Check in CheckId]: (evidence: Evidence) => readonly string[] } = {
  settings: ({ settings, account, now, unsent }) => [
    ...(account === null ? [] : [`Account: ${account}`]),
    `Sync this device: ${onOff(settings.isOn)}`,
    ...(isPaused(settings, now) ? [pausedLine(settings.pausedUntil, now)] : []),
    ...(settings.startDate === null ? [] : [`Start date: ${dayOf(settings.startDate)}`]),
    ...(settings.excludedFolders.length === 0
      ? []
      : [`Left alone: ${countOf(settings.excludedFolders.length, 'folder')}`]),
    ...(unsent === 0
      ? []
      : [`${countOf(unsent, 'change')} made here ${unsent === 1 ? 'waits' : 'wait'} to be sent`]),
  ],
  connection: ({ settings, conditions, probes }) => [
    `Network: ${conditions.network ?? 'not known'}${paidWords(conditions.isMetered)}`,
    ...(conditions.isRoaming === true ? ['Roaming'] : []),
    ...(conditions.isLowData === true ? ['Low data mode: on'] : []),
    `Mobile data: ${onOff(settings.mobileData)}, Unlimited updates: ${onOff(settings.unlimitedUpdates)}`,
    ...clockLines(conditions.clockOffsetMs),
    ...(probes ?? []).map(probeLine),
    ...whyUnknown(conditions.unknown, ['network', 'isMetered', 'isRoaming', 'isLowData', 'clockOffsetMs']),
  ],
  cloud_storage: ({ usage, storage, now }) => [
    ...(usage === null
      ? ['Used: not known yet']
      : [
          usage.quotaBytes === null
            ? `Used: ${formatBytes(usage.usedBytes)}, without a limit`
            : `Used: ${formatBytes(usage.usedBytes)} of ${formatBytes(usage.quotaBytes)}`,
        ]),
    ...(storage?.plan ? [`Plan: ${storage.plan.name}`] : []),
    ...(storage?.forecast?.fullAt
      ? [`Full in ${spanOf(storage.forecast.fullAt - now)}, as it grows now`]
      : []),
    ...(storage === null || storage.serverFreeBytes === null
      ? []
      : [`Free on the server's disk: ${formatBytes(storage.serverFreeBytes)}`]),
  ],
  device_storage: ({ settings, conditions }) => [
    conditions.freeBytes === null
      ? 'Free here: not known'
      : `Free here: ${formatBytes(conditions.freeBytes)}`,
    `Optimise storage: ${onOff(settings.optimise)}`,
    ...(settings.optimise && settings.budgetBytes !== null
      ? [`Room for photos: ${formatBytes(settings.budgetBytes)}`]
      : []),
    ...whyUnknown(conditions.unknown, ['freeBytes']),
  ],
  stuck: ({ engine, now }) => [
    `Sync: ${ENGINE_WORDS[engine.state]}${engine.since === null ? '' : `, for ${spanOf(now - engine.since)}`}`,
    ...(engine.step === null ? [] : [`Last heard of at: ${engine.step}`]),
    ...(engine.slept === undefined ? [] : [sleptLine(engine.slept)]),
    ...(engine.crashes === 0 ? [] : [`Stopped by itself ${countOf(engine.crashes, 'time')}`]),
  ],
  outdated: ({ versions }) => [
    `Rollcall on this device: ${versions.client} (${versions.platform})`,
    `Rollcall on the server: ${versions.server ?? 'not known'}`,
  ],
  power: ({ settings, conditions }) => [
    conditions.batteryPercent === null
      ? 'Battery: none, or not known'
      : `Battery: ${conditions.batteryPercent} %`,
    `Charging: ${yesNo(conditions.isCharging)}`,
    `Low power mode: ${conditions.isLowPower === null ? 'not known' : onOff(conditions.isLowPower)}`,
    `Rule: ${POWER_WORDS[settings.power]}, floor ${settings.batteryFloor} %`,
    ...whyUnknown(conditions.unknown, ['isCharging', 'batteryPercent', 'isLowPower', 'isTooHot']),
  ],
}

const ENGINE_WORDS: { readonly [State in Evidence['engine']['state']]: string } = {
  running: 'runs',
  not_running: 'does not run',
  stalled: 'hangs',
  crash_loop: 'rests after it stopped again and again',
  suspended: 'was put to sleep by the system',
}

const POWER_WORDS = {
  always: 'on battery too',
  smart: 'on battery only small ones',
  charging: 'only while charging',
} as const

/** When the system last kept all of it asleep. */
function sleptLine({ from, until }: { readonly from: number; readonly until: number }): string {
  return `Was asleep from ${momentOf(from)} to ${momentOf(until)} (${spanOf(until - from)})`
}

function clockLines(offsetMs: number | null): readonly string[] {
  if (offsetMs === null || Math.abs(offsetMs) < CLOCK_TOLD_MS) return []
  return [`Clock of this device: ${spanOf(offsetMs)} ${offsetMs > 0 ? 'ahead of' : 'behind'} the server's`]
}

function pausedLine(until: number | 'resumed' | null, now: number): string {
  return typeof until === 'number' ? `Paused for another ${spanOf(until - now)}` : 'Paused'
}

function paidWords(isMetered: boolean | null): string {
  return isMetered === true ? ', paid for by volume' : ''
}

function yesNo(value: boolean | null): string {
  return value === null ? 'not known' : value ? 'yes' : 'no'
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}

/** What cannot be known, and why. */
function whyUnknown(unknown: Readonly<Record<string, string>>, names: readonly string[]): readonly string[] {
  return names.flatMap((name) => {
    const why = unknown[name]
    return why === undefined ? [] : [`Not known (${name}): ${why}`]
  })
}
