import type { Rule } from './decision.ts'
import { finding } from './decision.ts'
import type { Goal } from './goal.ts'
import { goalOf, isLarge, isTransfer } from './goal.ts'

/*
 * Network, and what may go over it. Nothing that could not be measured forbids anything. A grant lifts what costs money, and
 * "sync now" also what saves data.
 */

type Look = Parameters<Rule>
type Found = ReturnType<Rule>

/** Is there a network, and may this go over it? */
export const NETWORK: readonly Rule[] = [noNetwork, roaming, paidForByVolume, moreThanSmall, savingData]

function noNetwork(...[, { measured }, facts]: Look): Found {
  return measured.network === 'none' && goalOf(facts) !== 'none' ? finding('offline', {}, 'network') : null
}

function roaming(...[, { measured }, facts]: Look): Found {
  if (!isPaidFor(measured) || measured.isRoaming !== true || !mustMindCost(facts)) return null
  return finding('roaming', {}, 'isRoaming')
}

function paidForByVolume(...[settings, { measured }, facts]: Look): Found {
  if (!isPaidFor(measured) || settings.mobileData || !mustMindCost(facts)) return null
  return finding(measured.network === 'mobile' ? 'mobile_data_off' : 'waiting_wifi', {}, 'network')
}

function moreThanSmall(...[settings, { measured }, facts]: Look): Found {
  const { mobileData, unlimitedUpdates } = settings
  if (!isPaidFor(measured) || !mobileData || unlimitedUpdates || !mustMindCost(facts)) return null
  if (!isLarge(goalOf(facts), facts)) return null
  return finding('unlimited_updates_off', { bytes: facts.item.bytes }, 'network')
}

function savingData(...[settings, { measured }, facts]: Look): Found {
  if (measured.isLowData !== true || settings.lowData === 'ignore') return null
  if (facts.grant === 'everything' || !isTransfer(goalOf(facts))) return null
  return finding('low_data_mode', {}, 'isLowData')
}

function isPaidFor({ network, isMetered }: Look[1]['measured']): boolean {
  return network !== 'none' && (network === 'mobile' || isMetered === true)
}

function mustMindCost(facts: Look[2]): boolean {
  const goal: Goal = goalOf(facts)
  return facts.grant === 'none' && isTransfer(goal)
}
