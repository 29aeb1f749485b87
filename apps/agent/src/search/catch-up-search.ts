import type { Gazetteer } from '@rollcall/platform-node'
import { openGazetteer } from '@rollcall/platform-node'
import type { SearchStore } from './search-store.ts'
import { TURN_ROWS } from './take-turn.ts'

/**
 * Brings the search index up to the base, turn by turn, and answers at once when it is there. `onTurn` is told how many rows are left, and
 * the next turn waits for it, so that others of the process can go on. The gazetteer is opened when a photo was
 * taken where none was before, and given back. Killed and run again, it goes on where it stopped.
 */
export async function catchUpSearch(
  search: SearchStore,
  onTurn: (left: number) => Promise<void> | void = () => undefined,
): Promise<void> {
  let gazetteer: Gazetteer | null = null
  let left: number | null = null // counted once: counting takes as long as there is much
  for (;;) {
    const end = search.takeTurn(gazetteer)
    if (end === 'done') return
    if (end === 'needs_gazetteer') {
      if (gazetteer !== null) throw new Error('Cannot index place: the gazetteer is open and was not asked')
      gazetteer = await openGazetteer()
    } else {
      left ??= search.dueCount() + TURN_ROWS
      left -= TURN_ROWS
      await onTurn(Math.max(0, left))
    }
  }
}
