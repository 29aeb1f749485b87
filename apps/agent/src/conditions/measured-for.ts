import type { MeasuredConditions } from '@rollcall/protocol'
import { NOTHING_MEASURED } from '@rollcall/sync'
import type { EnginePorts } from '../engine/engine-ports.ts'
import { keptConditions } from './kept-conditions.ts'

/**
 * The conditions that a command decides on: those that a running engine decided on a moment ago, or what is measured now. A file of
 * conditions given to the command itself comes before either.
 */
export async function measuredFor(
  { conditions, state, clock, disk, root }: EnginePorts,
  asked: { readonly isRunning: boolean; readonly conditions?: string },
): Promise<MeasuredConditions> {
  if (conditions === undefined) return { ...NOTHING_MEASURED, freeBytes: await disk.freeBytes(root) }
  const kept = asked.isRunning && asked.conditions === undefined ? keptConditions(state, clock) : null
  return kept ?? (await conditions.latest())
}
