import type { Rule } from './decision.ts'
import { finding } from './decision.ts'

/** Would moving it now risk bytes? */
export const SAFETY: readonly Rule[] = [held, smallerVersionOnly, changing]

function held(...[, , { item }]: Parameters<Rule>): ReturnType<Rule> {
  const { standing } = item
  if (standing.kind !== 'held') return null
  return finding('held_by_firewall', { missing: standing.missing, of: standing.of }, 'item')
}

function smallerVersionOnly(...[, , { item }]: Parameters<Rule>): ReturnType<Rule> {
  const { standing } = item
  if (standing.kind !== 'preview' || standing.isOriginalHeld) return null
  const { originalSha256: original, isEdited = false } = standing
  return finding('preview_only', isEdited ? { original, isEdited } : { original }, 'item')
}

function changing(...[, , { item }]: Parameters<Rule>): ReturnType<Rule> {
  return item.standing.kind === 'changing' ? finding('source_changing', {}, 'item') : null
}
