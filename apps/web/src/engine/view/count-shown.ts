import { isShown } from '../store/asset-row.ts'
import type { LibraryStore } from '../store/library-store.ts'
import type { LibraryView } from './library-view.ts'

/**
 * Makes what counts the photos of the library's timeline. It answers at once with what it knew last, counts again when `stamp` has moved,
 * and says `onCounted` when the number is another.
 */
export function createCounter(
  store: LibraryStore,
  view: () => Promise<LibraryView>,
  stamp: () => number,
  onCounted: () => void,
): () => number {
  let counted = { stamp: -1, count: countBase(store) }
  let inBase = { version: store.baseVersion(), count: counted.count }

  function count({ touched }: LibraryView): number {
    if (inBase.version !== store.baseVersion())
      inBase = { version: store.baseVersion(), count: countBase(store) }
    const { columns } = store.base()
    let shown = inBase.count
    for (const [id, { marks }] of touched) {
      const slot = columns.slotOf(id)
      if (slot !== null && isShown(columns.marks()[slot] ?? 0)) shown--
      if (isShown(marks)) shown++
    }
    return shown
  }

  async function countAgain(at: number): Promise<void> {
    const now = count(await view())
    const isOther = now !== counted.count
    counted = { stamp: at, count: now }
    if (isOther) onCounted()
  }

  return () => {
    const at = stamp()
    if (counted.stamp !== at) {
      counted = { ...counted, stamp: at }
      countAgain(at).catch(() => undefined) // whoever looks at the view next is told what is wrong
    }
    return counted.count
  }
}

function countBase(store: LibraryStore): number {
  const { columns } = store.base()
  const marks = columns.marks()
  let count = 0
  for (let slot = 0; slot < columns.count(); slot++) if (isShown(marks[slot] ?? 0)) count++
  return count
}
