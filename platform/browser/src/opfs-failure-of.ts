import type { DiskFailureKind } from '@rollcall/sync'
import { DiskFailure } from '@rollcall/sync'

/** What the names of a browser's exceptions mean to us; any other is `io`. */
const KIND_BY_NAME: ReadonlyMap<string, DiskFailureKind> = new Map([
  ['NotFoundError', 'not_found'],
  ['QuotaExceededError', 'full'],
  ['NoModificationAllowedError', 'denied'],
  ['NotAllowedError', 'denied'],
  ['SecurityError', 'denied'],
  ['TypeMismatchError', 'exists'],
])

/** The {@link DiskFailure} for what a browser's store threw. `what` is a verb and its object, such as `write file`. */
export function opfsFailureOf(what: string, cause: unknown): DiskFailure {
  if (cause instanceof DiskFailure) return cause
  const name = cause instanceof Error ? cause.name : 'nothing'
  const kind = KIND_BY_NAME.get(name) ?? 'io'
  const whatIsSo = kind === 'full' ? 'the browser gives no more room' : `the browser answers ${name}`
  return new DiskFailure(kind, `Cannot ${what}: ${whatIsSo}`, { cause })
}
