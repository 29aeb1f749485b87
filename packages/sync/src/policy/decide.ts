import type { DeviceSettings } from '@rollcall/protocol'
import type { Standing } from '../folder/item.ts'
import { isTryDue } from './backoff.ts'
import type { Conditions } from './conditions.ts'
import { CONSENT } from './consent-rules.ts'
import type { Action, Decision, Finding, ItemFacts, Rule } from './decision.ts'
import { finding } from './decision.ts'
import { goalOf } from './goal.ts'
import { PREFERENCE } from './preference-rules.ts'
import { REASONS } from './reasons.ts'
import { RESOURCE } from './resource-rules.ts'
import { SAFETY } from './safety-rules.ts'

/*
 * What may happen to an item now, and why [R3]. The engine asks before it transfers; `status` and the doctor ask the same
 * function over the same facts, so what they say is what the engine does. The reasons are the trace of the evaluation: every
 * rule that spoke, the deciding one first.
 *
 *   SAFETY      would moving it now risk bytes?             held, a smaller version, still being written
 *   CONSENT     does the owner want it moved?               excluded, deleted, turned off, paused
 *   RESOURCE    is there what it needs?                     readable file, room, network, server, engine, power, the hour
 *   PREFERENCE  is it its turn?                             back-off after a failure, the queue
 *
 * The first rule that speaks decides, but for an original that the server holds: it is safe, whatever keeps this device from
 * making room for it or from fetching it back; those rules follow in the trace. Rules only look; none of them acts.
 */

const RULES: readonly Rule[] = [...SAFETY, ...CONSENT, ...RESOURCE, ...PREFERENCE]

/**
 * Decides one item. Pure and total. An action is answered only when nothing stands in its way now; a blocked attempt is tried again
 * once its `nextTry` has come.
 */
export function decide(settings: DeviceSettings, conditions: Conditions, facts: ItemFacts): Decision {
  const spoken = RULES.flatMap((rule) => rule(settings, conditions, facts) ?? [])
  const because = inOrder(spoken, facts)
  return {
    action: actionOf(spoken, conditions, facts),
    state: REASONS[because[0].code].state,
    because,
  }
}

/** The deciding finding first; one is always there. */
function inOrder(spoken: readonly Finding[], facts: ItemFacts): Decision['because'] {
  const settled = settledFinding(facts)
  if (settled === null) {
    const [first, ...rest] = spoken
    return first === undefined ? [finding('queued', {})] : [first, ...rest, finding('queued', {})]
  }
  const refused = spoken.filter(({ code }) => code === 'lease_refused')
  const others = spoken.filter(({ code }) => code !== 'lease_refused')
  const [first] = refused
  return first === undefined ? [settled, ...others] : [first, settled, ...others]
}

/** What is said of an original that the server holds and that this device need not have; null for all others. */
function settledFinding(facts: ItemFacts): Finding | null {
  const { standing } = facts.item
  if (standing.kind === 'verified') return verifiedFinding(standing)
  const isElsewhere =
    standing.kind === 'optimised' || (standing.kind === 'to_download' && isLeftOnServer(facts))
  return isElsewhere ? finding('original_elsewhere', {}) : null
}

/** That the server holds what is here, and what else there is to say of it. */
function verifiedFinding({ duplicateOf, note }: Extract<Standing, { kind: 'verified' }>): Finding {
  if (duplicateOf !== null) return finding('duplicate_of', { path: duplicateOf })
  switch (note?.kind) {
    case undefined:
      return finding('verified', {})
    case 'kept_both':
      return finding('conflict_kept_both', note.other === null ? {} : { path: note.other })
    case 'half':
      return finding('incomplete_live_photo', { missing: note.missing })
  }
}

/** An original that is to stay on the server, with no smaller version of it to fetch. */
function isLeftOnServer(facts: ItemFacts): boolean {
  return facts.room === 'preview' && goalOf(facts) === 'none'
}

function actionOf(spoken: readonly Finding[], { now }: Conditions, facts: ItemFacts): Action {
  const goal = goalOf(facts)
  if (goal === 'record' || facts.active !== null) return 'none'
  return spoken.every((each) => isNoStop(each, now, facts)) ? goal : 'none'
}

/** An attempt whose time has come, or a lack of room for the original when the smaller version is on its way. */
function isNoStop({ code, nextTry, until }: Finding, now: number, { attempt }: ItemFacts): boolean {
  const isDueAgain = until === 'now' && attempt?.code === code && nextTry !== null && isTryDue(nextTry, now)
  return isDueAgain || code === 'over_budget'
}
