import type { Conditions } from './conditions.ts'
import type { Finding, ItemFacts, Rule } from './decision.ts'
import { finding } from './decision.ts'
import { goalOf, isLarge, isTransfer } from './goal.ts'

/*
 * Power, heat and the hours. Only what is known to run on its battery minds the battery. "Sync now" lifts them all.
 */

type Look = Parameters<Rule>
type Found = ReturnType<Rule>

const DAY_MINUTES = 24 * 60
const MINUTE_MS = 60_000

/** Is there the power for it, and is it the hour? */
export const POWER: readonly Rule[] = [tooHot, lowPower, batteryLow, onBattery, outsideHours]

function tooHot(...[, { measured }, facts]: Look): Found {
  return measured.isTooHot === true && mustMindPower(facts) ? finding('too_hot', {}, 'isTooHot') : null
}

function lowPower(...[{ power }, { measured }, facts]: Look): Found {
  if (power !== 'smart' || measured.isLowPower !== true || !runsOnBattery(measured)) return null
  return mustMindPower(facts) ? finding('low_power_mode', {}, 'isLowPower') : null
}

function batteryLow(...[{ power, batteryFloor }, { measured }, facts]: Look): Found {
  const { batteryPercent } = measured
  if (power === 'charging' || batteryPercent === null || batteryPercent >= batteryFloor) return null
  if (!runsOnBattery(measured) || !mustMindPower(facts)) return null
  return finding('battery_below', { batteryPercent, batteryFloor }, 'batteryPercent')
}

function onBattery(...[{ power }, { measured }, facts]: Look): Found {
  if (power === 'always' || !runsOnBattery(measured) || !mustMindPower(facts)) return null
  const mayGo = power === 'smart' && !isLarge(goalOf(facts), facts)
  return mayGo ? null : finding('needs_charging', { bytes: facts.item.bytes }, 'isCharging')
}

function outsideHours(...[{ schedule }, { now, measured }, facts]: Look): Found {
  if (schedule === null || !mustMindPower(facts)) return null
  const { fromMinute, toMinute } = schedule
  const { minuteOfDay } = measured
  if (isWithinHours(minuteOfDay, fromMinute, toMinute)) return null
  const minutes = (fromMinute - minuteOfDay + DAY_MINUTES) % DAY_MINUTES
  const found: Finding = finding('outside_schedule', { fromMinute, toMinute, minuteOfDay }, 'minuteOfDay')
  return { ...found, nextTry: now + minutes * MINUTE_MS }
}

/** Whether a minute lies in the hours from `fromMinute` up to `toMinute`, over midnight when that is earlier. Equal: the whole day. */
function isWithinHours(minute: number, fromMinute: number, toMinute: number): boolean {
  if (fromMinute === toMinute) return true
  if (fromMinute < toMinute) return minute >= fromMinute && minute < toMinute
  return minute >= fromMinute || minute < toMinute
}

function runsOnBattery({ isCharging }: Conditions['measured']): boolean {
  return isCharging === false
}

function mustMindPower(facts: ItemFacts): boolean {
  return facts.grant !== 'everything' && isTransfer(goalOf(facts))
}
