import type { LibraryId } from '@rollcall/protocol'
import type { LibraryWriter } from '../store/store.ts'
import type { UploadPorts } from './upload-ports.ts'

/** Runs `work` in the library's turn, and pokes its listeners when it has moved the feed. */
export async function writeAndPoke<Result>(
  { store, notifier }: Pick<UploadPorts, 'store' | 'notifier'>,
  libraryId: LibraryId,
  work: (writer: LibraryWriter) => Result,
): Promise<Result> {
  const turn = await store.write(libraryId, (writer) => {
    const before = writer.library().headSeq
    const result = work(writer)
    const { epoch, headSeq } = writer.library()
    return { result, poke: headSeq === before ? null : { epoch, head: headSeq } }
  })
  if (turn.poke !== null) notifier.publish(libraryId, turn.poke)
  return turn.result
}
