import type { DiskFailureKind } from '@rollcall/sync'
import { DiskFailure } from '@rollcall/sync'

/** What the codes of Node and of the operating system mean to us; any other is `io`. */
const KIND_BY_CODE: ReadonlyMap<string, DiskFailureKind> = new Map([
  ['ENOENT', 'not_found'],
  ['ENOTDIR', 'not_found'],
  ['EEXIST', 'exists'],
  ['EISDIR', 'exists'],
  ['ENOTEMPTY', 'exists'],
  ['ENOSPC', 'full'],
  ['EDQUOT', 'full'],
  ['EACCES', 'denied'],
  ['EPERM', 'denied'],
  ['EROFS', 'denied'],
  // A symbolic link where O_NOFOLLOW allows none; FreeBSD says EMLINK.
  ['ELOOP', 'denied'],
  ['EMLINK', 'denied'],
  ['ENAMETOOLONG', 'name_refused'],
  ['EINVAL', 'name_refused'],
  ['EILSEQ', 'name_refused'],
  // Node itself refuses a path that holds a zero byte.
  ['ERR_INVALID_ARG_VALUE', 'name_refused'],
])

/** Codes that speak of the path when a path is used, and of something else on an open file. */
const ONLY_OF_PATHS: ReadonlySet<string> = new Set(['EINVAL', 'ERR_INVALID_ARG_VALUE'])

const WHAT_IS_SO: Record<Exclude<DiskFailureKind, 'io'>, string> = {
  not_found: 'nothing is there',
  exists: 'something else is there',
  full: 'the disk is full',
  denied: 'the system does not allow it',
  name_refused: 'the file system refuses the name',
}

/**
 * The {@link DiskFailure} for what a call to the file system threw. `what` is a verb and its object, such as `open file`;
 * `on` tells whether the call named a path or used an open file. The message names no path; `cause` may.
 */
export function diskFailureOf(what: string, on: 'path' | 'file', cause: unknown): DiskFailure {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
  const isAboutPath = on === 'path' || !ONLY_OF_PATHS.has(code)
  const kind = (isAboutPath ? KIND_BY_CODE.get(code) : undefined) ?? 'io'
  const whatIsSo = kind === 'io' ? `the system answers ${code}` : WHAT_IS_SO[kind]
  return new DiskFailure(kind, `Cannot ${what}: ${whatIsSo}`, { cause })
}
