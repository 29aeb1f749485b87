import type { Random } from '@rollcall/sync'
import type { BatchId } from '@rollcall/protocol'
import type { ClientState, LibraryClient } from '../library-client.ts'
import type { Answer, Call, Port } from './messages.ts'

/*
 * Stays whole: a list of calls by name, over one queue of them.
 */

/** Calls that are under way at a time; the next wait for their turn. */
const CALLS_MAX = 64
/** Calls that wait for their turn; more are a page gone wild. */
const WAITING_MAX = 10_000

/** Before the worker has said anything. */
const OPENING: ClientState = {
  phase: 'opening',
  coming: null,
  identity: null,
  isOnline: false,
  away: null,
  generation: 0,
  assets: 0,
  unsent: 0,
  checkedAt: null,
  uploads: [],
  roll: { safe: 0, inProgress: 0, waiting: 0, blocked: 0, excluded: 0 },
  store: { bytes: 0, isProtected: null },
}

/** A page's client, and what ends it when its worker is gone. */
export interface PageClient {
  readonly client: LibraryClient
  readonly lose: (why: string) => void
}

interface Waiting {
  readonly call: Call
  readonly resolve: (value: unknown) => void
  readonly reject: (failure: Error) => void
}

/** Makes the client of a page over its worker. */
export function createPageClient(worker: Port, random: Random): PageClient {
  const listeners = new Set<() => void>()
  const underWay = new Map<string, Waiting>()
  const waiting: Waiting[] = []
  const prefix = random.hex(8)
  let calls = 0
  let state = OPENING
  let lost: string | null = null

  worker.onMessage((message) => {
    if (message.kind === 'answer') settle(message)
    if (message.kind !== 'state') return
    state = message.state
    for (const listener of listeners) listener()
  })

  function settle({ id, value, failure }: Answer): void {
    const asked = underWay.get(id)
    if (asked === undefined) return
    underWay.delete(id)
    if (failure === undefined) asked.resolve(value)
    else asked.reject(new Error(`Cannot ${asked.call.name}: ${failure}`))
    send()
  }

  function send(): void {
    while (underWay.size < CALLS_MAX) {
      const next = waiting.shift()
      if (next === undefined) return
      underWay.set(next.call.id, next)
      worker.post(next.call)
    }
  }

  function call(name: string, ...args: readonly unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (lost !== null || waiting.length >= WAITING_MAX) {
        reject(new Error(`Cannot ${name}: ${lost ?? 'too many calls wait'}`))
        return
      }
      waiting.push({ call: { kind: 'call', id: `${prefix}-${++calls}`, name, args }, resolve, reject })
      send()
    })
  }

  /** The worker is of this app and this build, so an answer is what the call of that name answers. */
  const ask =
    <Args extends readonly unknown[], Value>(name: string) =>
    (...args: Args) =>
      call(name, ...args) as Promise<Value>
  /** Without the schema, which a page that shows photos does not need. */
  const freshId = () => random.hex(16) as BatchId
  const tell = (name: string, ...args: readonly unknown[]) => {
    call(name, ...args).catch(() => undefined) // that the worker is gone is said by every call that is waited for
  }

  const client: LibraryClient = {
    state: () => state,
    subscribe: (onChange) => {
      listeners.add(onChange)
      return () => listeners.delete(onChange)
    },
    wake: () => tell('wake'),
    timeline: ask('timeline'),
    cells: ask('cells'),
    placesIn: ask('placesIn'),
    filterNames: ask('filterNames'),
    asset: ask('asset'),
    albums: ask('albums'),
    albumsOf: ask('albumsOf'),
    versionsOf: ask('versionsOf'),
    devices: ask('devices'),
    holds: ask('holds'),
    commands: ask('commands'),
    journal: ask('journal'),
    duplicates: ask('duplicates'),
    act: (intents) =>
      ask<readonly unknown[], Awaited<ReturnType<LibraryClient['act']>>>('act')(intents, freshId()),
    undo: (batchId) =>
      ask<readonly unknown[], Awaited<ReturnType<LibraryClient['undo']>>>('undo')(batchId, freshId()),
    upload: (files) => tell('upload', files),
    retryUploads: () => tell('retryUploads'),
    sendUploadsNow: () => tell('sendUploadsNow'),
    leaveOutUploads: (ids) => tell('leaveOutUploads', ids),
    clear: ask('clear'),
  }
  return {
    client,
    lose: (why) => {
      lost = why
      for (const each of [...underWay.values(), ...waiting.splice(0)])
        each.reject(new Error(`Cannot ${each.call.name}: ${why}`))
      underWay.clear()
    },
  }
}
