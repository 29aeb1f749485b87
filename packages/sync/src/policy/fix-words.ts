import type { Facts } from '@rollcall/protocol'
import type { ReasonCode } from './reasons.ts'
import { REASONS } from './reasons.ts'

/**
 * What a person can do about one item, in words; null when nothing needs doing, or nothing helps. `PHOTO`, `PATH` and `VERSION` stand for
 * what the person puts there. Beside what `REASONS` says to all items alike, it looks at the item's facts.
 */
export function fixWordsOf(code: ReasonCode, facts: Facts): string | null {
  if (code === 'deleted_by_you') return bringBackWords(facts)
  if (code === 'original_elsewhere') return 'To have the original here: rollcall fetch PATH'
  return REASONS[code].fix
}

function bringBackWords({ isEarlierEdit, isForGood }: Facts): string | null {
  if (isEarlierEdit === true)
    return isForGood === true
      ? null
      : 'To have its file back: rollcall restore PHOTO --edit VERSION (see: rollcall versions PHOTO)'
  return isForGood === true ? 'rollcall restore --reimport PHOTO' : 'rollcall restore PHOTO'
}
