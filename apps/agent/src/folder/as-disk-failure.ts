import { DiskFailure } from '@rollcall/sync'

/** The disk's failure, for a `catch` around disk calls only. Anything else is a bug and goes on its way. */
export function asDiskFailure(error: unknown): DiskFailure {
  if (error instanceof DiskFailure) return error
  throw error
}
