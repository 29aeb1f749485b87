import { callRoll, DEFAULT_SETTINGS, NOTHING_MEASURED } from '@rollcall/sync'
import type { Uploads } from './uploads-port.ts'

/** Uploads of a build that takes no files: none was ever picked here, and the roll says so. `add` refuses. */
export function createWithoutUploads(): Uploads {
  const conditions = {
    now: 0,
    engine: 'running',
    server: { kind: 'reachable' },
    usage: null,
    measured: NOTHING_MEASURED,
  } as const
  const roll = callRoll(DEFAULT_SETTINGS, conditions, [])
  const badges = new Map()
  return {
    add: () => Promise.reject(new Error('Cannot take files: this build does not')),
    retry: () => undefined,
    sendNow: () => undefined,
    leaveOut: async () => undefined,
    notice: () => undefined,
    entries: () => [],
    roll: () => roll,
    badges: () => badges,
    isOnlyHere: () => false,
    run: async () => undefined,
    subscribe: () => () => undefined,
    clear: async () => undefined,
  }
}
