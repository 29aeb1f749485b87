import type { DeviceReport, DeviceSetting, DeviceSettings, DoctorFinding } from '@rollcall/protocol'
import type { ReasonCode } from '@rollcall/sync'
import { FIXES, notSafeIn, REASONS } from '@rollcall/sync'

/*
 * What a setting of another device would move there, as far as its last report tells. The device itself calls its whole roll again; here
 * the same catalogue of reasons and fixes that the doctor there uses says which of its findings a setting ends.
 */

/** A line of a preview. `kind` has its words in the catalogue; `sentence` is a reason out of that of the doctor. */
export interface PreviewLine {
  readonly kind:
    | 'goes_on'
    | 'waits'
    | 'may_wait'
    | 'frees'
    | 'returns'
    | 'stays'
    | 'stops'
    | 'costs'
    | 'drains'
    | 'next'
  readonly items: number
  readonly bytes: number
  readonly sentence: string | null
}

/** What a setting would move; no lines where it moves and deletes nothing now. */
export function previewSetting(
  report: DeviceReport,
  settings: DeviceSettings,
  setting: DeviceSetting,
): readonly PreviewLine[] {
  if (JSON.stringify(settings[setting.name]) === JSON.stringify(setting.value)) return []
  const ended = report.findings.filter(
    (finding) => finding.items > 0 && isEndedBy(finding, settings, setting),
  )
  const next =
    ended.length === 0 ? undefined : report.behind?.find((each) => !isEndedBy(each, settings, setting))
  return [
    ...ended.map(({ items, bytes }) => line('goes_on', items, bytes)),
    ...(next === undefined ? [] : [{ ...line('next'), sentence: next.sentence }]),
    ...stopping(report, setting),
    ...roomLines(report, settings, setting),
    ...prices(setting),
  ]
}

/** Whether somebody should see a preview before this is chosen: it moves, stops or costs something. */
export function needsPreview(lines: readonly PreviewLine[]): boolean {
  return lines.length > 0
}

function line(kind: PreviewLine['kind'], items = 0, bytes = 0): PreviewLine {
  return { kind, items, bytes, sentence: null }
}

/** Whether one of the fixes of a finding's reason is to choose just this. */
function isEndedBy(
  { code, facts, bytes }: DoctorFinding,
  settings: DeviceSettings,
  { name, value }: DeviceSetting,
): boolean {
  if (!isKnown(code)) return false
  return REASONS[code].fixes.some((kind) => {
    const action = FIXES[kind].action({ settings, facts, bytes, overBytes: null })
    return (
      action?.kind === 'setting' &&
      action.setting.name === name &&
      JSON.stringify(action.setting.value) === JSON.stringify(value)
    )
  })
}

function isKnown(code: string): code is ReasonCode {
  return Object.hasOwn(REASONS, code)
}

function stopping(report: DeviceReport, { name, value }: DeviceSetting): readonly PreviewLine[] {
  const open = notSafeIn(report)
  const openBytes = report.findings.reduce((sum, { bytes }) => sum + bytes, 0)
  if (name === 'isOn' && value === false)
    return [line('stops'), ...(open === 0 ? [] : [line('waits', open, openBytes)])]
  const moving = report.counts.inProgress
  if (!TIGHTENING.has(`${name} ${String(value)}`) || moving === 0) return []
  return [line('may_wait', moving, openBytes)]
}

/** Choices that may stop what is on its way. */
const TIGHTENING: ReadonlySet<string> = new Set([
  'mobileData false',
  'unlimitedUpdates false',
  'power smart',
  'power charging',
  'lowData wait',
  'schedule [object Object]',
])

function roomLines(
  report: DeviceReport,
  settings: DeviceSettings,
  { name, value }: DeviceSetting,
): readonly PreviewLine[] {
  const { originalsHere, originalBytesHere, total, counts } = report
  const notSafe = notSafeIn(report)
  const safeHere = Math.max(0, originalsHere - notSafe)
  const away = Math.max(0, total - counts.deleted - originalsHere)
  const openBytes = report.findings.reduce((sum, { bytes }) => sum + bytes, 0)
  const stays = notSafe === 0 ? [] : [line('stays', notSafe, openBytes)]
  const frees = (bytes: number) =>
    safeHere === 0 ? [] : [line('frees', safeHere, Math.min(bytes, originalBytesHere)), ...stays]
  const returns = away === 0 ? [] : [line('returns', away)]
  if (name === 'optimise') return value ? frees(originalBytesHere) : returns
  if (!settings.optimise) return []
  if (name === 'budgetBytes') {
    if (value === null || value >= originalBytesHere) return returns
    return frees(originalBytesHere - value)
  }
  if (name === 'keepDays') return value < settings.keepDays ? frees(originalBytesHere) : returns
  if (name === 'freeFloorBytes')
    return value > settings.freeFloorBytes ? frees(value - settings.freeFloorBytes) : []
  return name === 'pinnedAlbums' ? returns : []
}

function prices({ name, value }: DeviceSetting): readonly PreviewLine[] {
  if ((name === 'mobileData' || name === 'unlimitedUpdates') && value) return [line('costs')]
  return name === 'power' && value === 'always' ? [line('drains')] : []
}
