import type { DiskNode, FolderNode } from './disk-nodes.ts'
import type { SeededRandom } from './seeded-random.ts'

/** One name of a folder, and what it is to stand for; null: the name goes. */
export interface NameChange {
  readonly folder: FolderNode
  readonly name: string
  readonly node: DiskNode | null
}

/** Names that change together, and are not durable yet. */
interface Change {
  readonly sets: readonly NameChange[]
}

/**
 * Changes of folders' entries that a power cut may still take back, oldest first. Each is durable whole or not at all: a
 * renaming is one change of two names.
 */
export class EntryJournal {
  #pending: Change[] = []

  /** Makes a change that everybody sees at once. */
  change(sets: readonly NameChange[]): void {
    for (const { folder, name, node } of sets) {
      if (node === null) folder.entries.delete(name)
      else folder.entries.set(name, node)
    }
    this.#pending.push({ sets })
  }

  /** Makes the changes of a folder durable, and before each of them what was done to the same names. */
  commit(folder: FolderNode): void {
    const names = new Set<string>()
    const due = new Set<Change>()
    for (const change of this.#pending.toReversed()) {
      const isDue = change.sets.some(
        (set) => set.folder === folder || names.has(`${set.folder.inode}/${set.name}`),
      )
      if (!isDue) continue
      due.add(change)
      for (const set of change.sets) names.add(`${set.folder.inode}/${set.name}`)
    }
    for (const change of this.#pending) if (due.has(change)) apply(change)
    this.#pending = this.#pending.filter((change) => !due.has(change))
  }

  /** What a power cut makes of it, by lot. */
  settle(random: SeededRandom): void {
    for (const change of this.#pending) if (random.chance(0.5)) apply(change)
    this.#pending = []
  }

  /** Everything that may lie under a name after a power cut; null or undefined for nothing. */
  endsOf(folder: FolderNode, name: string): ReadonlySet<DiskNode | null | undefined> {
    const ends = new Set<DiskNode | null | undefined>([folder.durable.get(name)])
    for (const { sets } of this.#pending) {
      for (const set of sets) if (set.folder === folder && set.name === name) ends.add(set.node)
    }
    return ends
  }
}

function apply({ sets }: Change): void {
  for (const { folder, name, node } of sets) {
    if (node === null) folder.durable.delete(name)
    else folder.durable.set(name, node)
  }
}
