import type { DoctorFinding, Fix } from '@rollcall/protocol'
import type { FixKind } from '../policy/fix-kind.ts'
import { FIXES } from '../policy/fixes.ts'
import { formatBytes } from '../policy/format-bytes.ts'
import type { Evidence } from './evidence.ts'
import { countOf } from './words.ts'

/**
 * A fix of the catalogue for a finding, where nobody could run the rules over the items themselves: it concerns what the finding holds.
 * Null when it does not apply to the device.
 */
export function offerFix(
  kind: FixKind,
  { facts, items, bytes }: Pick<DoctorFinding, 'facts' | 'items' | 'bytes'>,
  { settings }: Pick<Evidence, 'settings'>,
): Fix | null {
  const { label, isReversible, action } = FIXES[kind]
  const { overBytes } = facts
  const does = action({ settings, facts, bytes, overBytes: typeof overBytes === 'number' ? overBytes : null })
  if (does === null) return null
  const preview =
    items === 0
      ? 'Nothing waits for it now.'
      : `It concerns ${countOf(items, 'original')} (${formatBytes(bytes)}).`
  return { id: kind, label, preview, action: does, isReversible, items, bytes }
}
