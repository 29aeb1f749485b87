import type { DeviceSetting, DeviceSettings } from '@rollcall/protocol'
import type { Situation } from './as-if-fixed.ts'
import type { Conditions } from './conditions.ts'
import { folderAround } from './consent-rules.ts'
import { decide } from './decide.ts'
import type { Decision, ItemFacts } from './decision.ts'
import type { InputName } from './inputs.ts'
import { isPaused } from './settings.ts'

/*
 * Flips one input of a decision at a time and decides again. It gives the fix buttons and the toggle previews, and proves that a
 * reason names the input that it waits for. "Network" is which network a device is on, with what that network costs.
 */

/** One input with another value. */
export type InputChange =
  | { readonly kind: 'setting'; readonly setting: DeviceSetting }
  | { readonly kind: 'condition'; readonly conditions: Partial<Conditions> }
  | { readonly kind: 'item'; readonly facts: Partial<ItemFacts> }

/** What would be decided if one input were another. */
export interface WouldChange {
  readonly input: InputName
  readonly change: InputChange
  readonly becomes: Decision
}

interface Flip {
  readonly input: InputName
  readonly change: InputChange
}

/** The single changes that alter what is done with an item, the reason that decides, or what it waits for; none that alter nothing. */
export function whatWouldChange(
  settings: DeviceSettings,
  conditions: Conditions,
  facts: ItemFacts,
): readonly WouldChange[] {
  const now = decide(settings, conditions, facts)
  const flips = [
    ...settingFlips(settings, conditions, facts),
    ...measuredFlips(settings, conditions),
    ...conditionFlips(conditions, facts),
    ...itemFlips(facts),
  ]
  return flips.flatMap(({ input, change }) => {
    const other = withChange({ settings, conditions, facts }, change)
    const becomes = decide(other.settings, other.conditions, other.facts)
    return isOtherOutcome(now, becomes) ? [{ input, change, becomes }] : []
  })
}

/** A situation with one input changed. */
export function withChange(situation: Situation, change: InputChange): Situation {
  const { settings, conditions, facts } = situation
  switch (change.kind) {
    case 'setting':
      return { ...situation, settings: { ...settings, [change.setting.name]: change.setting.value } }
    case 'condition':
      return { ...situation, conditions: { ...conditions, ...change.conditions } }
    case 'item':
      return { ...situation, facts: { ...facts, ...change.facts } }
  }
}

function isOtherOutcome(one: Decision, other: Decision): boolean {
  const [before] = one.because
  const [after] = other.because
  return one.action !== other.action || before.code !== after.code || before.until !== after.until
}

function settingFlips(settings: DeviceSettings, { now }: Conditions, { item }: ItemFacts): readonly Flip[] {
  const folder = folderAround(item.path, settings.excludedFolders)
  const others = settings.excludedFolders.filter((each) => folderAround(item.path, [each]) === null)
  const powers = (['always', 'smart', 'charging'] as const).filter((power) => power !== settings.power)
  const flips: readonly (DeviceSetting | null)[] = [
    { name: 'isOn', value: !settings.isOn },
    { name: 'pausedUntil', value: isPaused(settings, now) ? null : 'resumed' },
    settings.startDate === null ? null : { name: 'startDate', value: null },
    folder === null ? null : { name: 'excludedFolders', value: others },
    { name: 'mobileData', value: !settings.mobileData },
    { name: 'unlimitedUpdates', value: !settings.unlimitedUpdates },
    ...powers.map((value) => ({ name: 'power', value }) as const),
    settings.batteryFloor === 0 ? null : { name: 'batteryFloor', value: 0 },
    { name: 'lowData', value: settings.lowData === 'wait' ? 'ignore' : 'wait' },
    settings.schedule === null ? null : { name: 'schedule', value: null },
  ]
  return flips.flatMap((setting) =>
    setting === null ? [] : [{ input: setting.name, change: { kind: 'setting', setting } as const }],
  )
}

function measuredFlips({ schedule }: DeviceSettings, { measured }: Conditions): readonly Flip[] {
  const flip = (input: InputName, values: Partial<Conditions['measured']>): Flip => ({
    input,
    change: { kind: 'condition', conditions: { measured: { ...measured, ...values } } },
  })
  return [
    flip('network', { network: 'wifi', isMetered: false, isRoaming: false }),
    flip('network', { network: 'mobile', isMetered: true }),
    flip('network', { network: 'none' }),
    flip('isMetered', { isMetered: measured.isMetered !== true }),
    flip('isRoaming', { isRoaming: measured.isRoaming !== true }),
    flip('isLowData', { isLowData: measured.isLowData !== true }),
    flip('isCharging', { isCharging: measured.isCharging === false }),
    flip('batteryPercent', { batteryPercent: 100 }),
    flip('batteryPercent', { batteryPercent: 0 }),
    flip('isLowPower', { isLowPower: measured.isLowPower !== true }),
    flip('isTooHot', { isTooHot: measured.isTooHot !== true }),
    flip('freeBytes', { freeBytes: Number.MAX_SAFE_INTEGER }),
    flip('freeBytes', { freeBytes: 0 }),
    flip('clockOffsetMs', { clockOffsetMs: 0 }),
    flip('access', { access: measured.access === 'limited' ? 'full' : 'limited' }),
    ...(schedule === null ? [] : [flip('minuteOfDay', { minuteOfDay: schedule.fromMinute })]),
    ...(schedule === null ? [] : [flip('minuteOfDay', { minuteOfDay: schedule.toMinute })]),
  ]
}

function conditionFlips({ usage }: Conditions, { attempt }: ItemFacts): readonly Flip[] {
  const flip = (input: InputName, conditions: Partial<Conditions>): Flip => ({
    input,
    change: { kind: 'condition', conditions },
  })
  return [
    flip('engine', { engine: 'running' }),
    flip('engine', { engine: 'not_running' }),
    flip('server', { server: { kind: 'reachable' } }),
    ...(usage === null ? [] : [flip('usage', { usage: { ...usage, quotaBytes: null } })]),
    ...(attempt === null ? [] : [flip('now', { now: attempt.nextTry })]),
  ]
}

function itemFlips({ item, room, isLeased }: ItemFacts): readonly Flip[] {
  const flip = (input: InputName, facts: Partial<ItemFacts>): Flip => ({
    input,
    change: { kind: 'item', facts },
  })
  const verified = { ...item, standing: { kind: 'verified', duplicateOf: null } as const }
  return [
    flip('item', { item: verified }),
    flip('grant', { grant: 'mobile' }),
    flip('grant', { grant: 'everything' }),
    flip('lease', { isLeased: !isLeased }),
    flip('optimise', { room: room === 'original' ? 'preview' : 'original' }),
    ...(room === 'over_budget' ? [flip('budgetBytes', { room: 'original' })] : []),
  ]
}
