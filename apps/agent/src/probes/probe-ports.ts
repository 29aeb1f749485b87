import type { Fetch } from '@rollcall/platform-client'
import type { Clock, ServerAwayCode } from '@rollcall/sync'
import type { Machine } from '../conditions/conditions-ports.ts'

/** What probing the way to the server needs. */
export interface ProbePorts {
  readonly clock: Clock
  /** The platform's own, or one through the proxy that the platform uses. */
  readonly fetch: Fetch
  readonly machine: Pick<Machine, 'localAddressTo'>
  /** The server's address. */
  readonly server: string
  readonly token: string
  /** Who this device is to be at the server. */
  readonly accountId: string
  readonly libraryId: string
}

/** The longest that one layer may take. */
export const LAYER_MAX_MS = 3_000

/** The longest that all of them together may take. */
export const PROBES_MAX_MS = 4_500

/** What a layer found out, before it is put among the others. */
export interface Finding {
  readonly state: 'ok' | 'bad' | 'unknown'
  readonly code: ServerAwayCode | null
  readonly facts: Readonly<Record<string, string | number | boolean | null>>
}

/** A layer that works. */
export function fine(words: string, facts: Finding['facts'] = {}): Finding {
  return { state: 'ok', code: null, facts: { words, ...facts } }
}

/** A layer that does not. */
export function bad(
  code: ServerAwayCode,
  server: string,
  failure: string,
  facts: Finding['facts'] = {},
): Finding {
  return { state: 'bad', code, facts: { failure, server, ...facts } }
}
