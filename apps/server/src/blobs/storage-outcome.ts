import type { Outcome, Problem } from '@rollcall/protocol'
import { problem, refused } from '@rollcall/protocol'
import { DiskFailure } from '@rollcall/sync'

/**
 * Runs a step of storing bytes, and makes a refusal of a disk that gives out: `server_disk_full`, or `storage_failed` with
 * what the disk said. To the client both mean that nothing was stored. Anything else that is thrown is a bug and stays one.
 */
export async function storageOutcome<Value>(
  step: () => Promise<Outcome<Value, Problem>>,
): Promise<Outcome<Value, Problem>> {
  try {
    return await step()
  } catch (error) {
    if (!(error instanceof DiskFailure)) throw error
    if (error.kind === 'full') return refused(problem('server_disk_full'))
    return refused(problem('storage_failed', { kind: error.kind, message: error.message }))
  }
}
