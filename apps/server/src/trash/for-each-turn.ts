import type { LibraryId } from '@rollcall/protocol'
import type { LibraryReader, LibraryWriter } from '../store/store.ts'
import { writeAndPoke } from '../uploads/write-and-poke.ts'
import type { TrashPorts } from './trash-ports.ts'

/** Turns of one step in one round. What is left then is done an hour later. */
const TURNS_MAX = 500

/** One step for some rows: found outside of a turn, since mostly there is none, and again within it. */
interface Step<Row> {
  readonly find: (reader: LibraryReader) => readonly Row[]
  /** Answers how many of them it changed. */
  readonly work: (writer: LibraryWriter, rows: readonly Row[]) => number
}

/** Does a step turn by turn until nothing is left, or nothing changes any more. Answers how many rows it changed. */
export async function forEachTurn<Row>(
  {
    ports,
    isStopped,
  }: { readonly ports: Pick<TrashPorts, 'store' | 'notifier'>; readonly isStopped: () => boolean },
  libraryId: LibraryId,
  { find, work }: Step<Row>,
): Promise<number> {
  let changed = 0
  for (let turn = 0; turn < TURNS_MAX && !isStopped(); turn++) {
    const found = await ports.store.read(libraryId, find)
    if (found.length === 0) break
    const done = await writeAndPoke(ports, libraryId, (writer) => work(writer, find(writer)))
    if (done === 0) break
    changed += done
  }
  return changed
}
