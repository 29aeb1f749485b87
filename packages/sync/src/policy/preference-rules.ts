import { isTryDue } from './backoff.ts'
import type { Rule } from './decision.ts'
import { finding } from './decision.ts'
import { goalOf } from './goal.ts'
import { attemptOf, ofAttempt } from './resource-rules.ts'

type Look = Parameters<Rule>
type Found = ReturnType<Rule>

/** Is it its turn? */
export const PREFERENCE: readonly Rule[] = [moving, backOff, recording]

function moving(...[, , facts]: Look): Found {
  const { item, active } = facts
  if (active === null) return null
  const isDown = item.standing.kind === 'to_download' || item.standing.kind === 'optimised'
  return finding(isDown ? 'downloading' : 'uploading', { bytes: item.bytes, bytesDone: active.bytesDone })
}

function backOff(...[, { now }, facts]: Look): Found {
  const attempt = attemptOf(facts)
  if (attempt === null || isTryDue(attempt.nextTry, now) || goalOf(facts) === 'none') return null
  return ofAttempt(attempt)
}

function recording(...[, , { item }]: Look): Found {
  if (item.standing.kind !== 'to_record') return null
  return finding('uploading', { bytes: item.bytes, bytesDone: item.bytes })
}
