import type { HoldId, LibraryId } from '@rollcall/protocol'
import type { LibraryDraft } from '@rollcall/sync'
import { goOnReleasing, HOLDS, journalDeeds, watchWork } from '@rollcall/sync'
import type { LibraryReader, LibraryWriter } from '../store/store.ts'
import type { UploadPorts } from '../uploads/upload-ports.ts'
import { writeAndPoke } from '../uploads/write-and-poke.ts'
import { draftOf } from './draft-of.ts'

/*
 * A person lets thousands of held deletions go, and everybody else's pushes are not to wait for it [S98]. The push that answers the hold
 * does the first of them, and the rest goes turn by turn, each in a commit of its own, with the library free in between. The hold's
 * `release` says that there is more to do, until the last turn takes it away; so a server that was killed goes on with its first round of
 * `endTrash`, and also when somebody gives the same answer again.
 */

/** Held deletions that are done in one turn. */
const RELEASED_A_TURN = 500

/** What releasing needs of the world. */
export interface ReleasePorts extends Pick<UploadPorts, 'store' | 'notifier' | 'clock'> {
  /** Held deletions that are done in one turn; 500 unless told otherwise. */
  readonly releasesATurn?: number
}

/** A draft in whose turn no more held deletions are done than there is room for, over all mutations together. */
export function withReleaseRoom(
  draft: LibraryDraft,
  { releasesATurn = RELEASED_A_TURN }: Pick<ReleasePorts, 'releasesATurn'>,
): LibraryDraft {
  let room = releasesATurn
  return {
    ...draft,
    takeReleaseRoom: (wanted) => {
      const taken = Math.min(wanted, room)
      room -= taken
      return taken
    },
  }
}

/**
 * Does all that is left of a release, turn by turn, and tells it in the batch of the answer. Does nothing for a hold that is not being
 * released. Killed anywhere and run again, or run twice at once, it does nothing twice. Rejects when the store does.
 */
export async function releaseHeld(
  ports: ReleasePorts,
  libraryId: LibraryId,
  holdId: HoldId,
  isStopped: () => boolean = () => false,
): Promise<void> {
  const isReleasing = (reader: LibraryReader) => reader.record('hold', holdId)?.release !== undefined
  if (!(await ports.store.read(libraryId, isReleasing))) return
  for (let from: number | null = 0; from !== null && !isStopped(); ) {
    const begin: number = from
    from = await writeAndPoke(ports, libraryId, (writer) => releaseTurn(ports, writer, holdId, begin))
  }
}

/** Goes on with every release of a library that was begun and not ended. Answers how many those were. */
export async function releaseAllHeld(
  ports: ReleasePorts,
  libraryId: LibraryId,
  isStopped: () => boolean,
): Promise<number> {
  const begun = await ports.store.read(libraryId, (reader) =>
    reader
      .recordsIn(HOLDS)
      .flatMap((record) => (record.kind === 'hold' && record.release !== undefined ? [record.key] : [])),
  )
  for (const holdId of begun) await releaseHeld(ports, libraryId, holdId, isStopped)
  return begun.length
}

function releaseTurn(
  ports: ReleasePorts,
  writer: LibraryWriter,
  holdId: HoldId,
  from: number,
): number | null {
  const hold = writer.record('hold', holdId)
  if (hold?.release === undefined) return null
  const { clientId, answeredAt, batchId, undoes } = hold.release
  const watched = watchWork(draftOf(writer))
  const draft = withReleaseRoom(watched.draft, ports)
  const next = goOnReleasing(draft, { holdId, from, now: ports.clock.now() })
  const deed = watched.deed({
    op: 'answerHold',
    n: 0,
    batch: { id: batchId, undoes },
    doneAt: answeredAt,
    isFurther: true,
  })
  if (deed !== null) journalDeeds(writer, [deed], { clientId, deviceName: hold.answeredBy ?? '' })
  return next
}
