import type { ActiveTransfer, RollEntry } from '@rollcall/sync'
import { nextMoves } from '@rollcall/sync'

/** Transfers under way at once. */
const TRANSFERS_MAX = 4

/** Transfers planned ahead, so that none has to wait for the next roll call. */
const PLANNED_MAX = 256

/** Runs transfers in the background, a few at a time, never two of the same bytes. */
export interface TransferPool {
  /** Replaces the plan: what may move, in the order of `nextMoves`. What is under way goes on. */
  readonly plan: (entries: readonly RollEntry[]) => void
  readonly active: ReadonlyMap<string, ActiveTransfer>
  /** Cuts these transfers off, by the keys of their items: they end soon, and go on from there when they are planned again. */
  readonly cut: (keys: Iterable<string>) => void
  /** Resolves when the next transfer ends; at once when none is under way. */
  readonly nextEnd: () => Promise<void>
  /** Throws what a transfer threw: a bug, or a state that could not be stored. Throws each once. */
  readonly rethrow: () => void
}

/** Moves an entry. Once `signal` is aborted, it ends soon. */
export type MoveEntry = (
  entry: RollEntry,
  onBytes: (bytesDone: number) => void,
  signal: AbortSignal,
) => Promise<void>

/** Makes a pool that moves entries with `move`, and calls `onEnd` after each. */
export function createTransferPool(move: MoveEntry, onEnd: () => void): TransferPool {
  const active = new Map<string, ActiveTransfer>()
  const activeBytes = new Set<string>()
  const cutters = new Map<string, AbortController>()
  let planned: RollEntry[] = []
  const listeners: (() => void)[] = []
  let bug: { readonly error: unknown } | null = null

  function start(): void {
    while (active.size < TRANSFERS_MAX) {
      const entry = planned.shift()
      if (entry === undefined) return
      const { key, sha256 } = entry.item
      if (!active.has(key) && !activeBytes.has(sha256 ?? key)) void run(entry, key, sha256 ?? key)
    }
  }

  async function run(entry: RollEntry, key: string, bytesKey: string): Promise<void> {
    let mine: ActiveTransfer = { bytesDone: 0 }
    active.set(key, mine)
    activeBytes.add(bytesKey)
    const cutter = new AbortController()
    cutters.set(key, cutter)
    const onBytes = (bytesDone: number) => {
      if (active.get(key) === mine) active.set(key, (mine = { bytesDone })) // a late word must not bring it back
    }
    try {
      await move(entry, onBytes, cutter.signal)
    } catch (error) {
      bug ??= { error }
    }
    active.delete(key)
    cutters.delete(key)
    activeBytes.delete(bytesKey)
    start()
    for (const listener of listeners.splice(0)) listener()
    onEnd()
  }

  return {
    active,
    cut: (keys) => {
      for (const key of keys) cutters.get(key)?.abort()
    },
    plan: (entries) => {
      planned = [
        ...nextMoves(
          entries.filter((entry) => !active.has(entry.item.key)),
          PLANNED_MAX,
        ),
      ]
      start()
    },
    nextEnd: () =>
      active.size === 0 ? Promise.resolve() : new Promise((resolve) => listeners.push(resolve)),
    rethrow: () => {
      const thrown = bug
      bug = null
      if (thrown !== null) throw thrown.error
    },
  }
}
