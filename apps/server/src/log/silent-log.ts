import type { Log } from './log.ts'

/** A {@link Log} that keeps nothing, for tests and the simulation. */
export const silentLog: Log = { error: () => {}, info: () => {}, debug: () => {} }
