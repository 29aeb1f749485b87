import type { LibraryId } from '@rollcall/protocol'
import type { LibraryReader } from '../store/store.ts'
import type { RemovalRow } from '../store/trash-store.ts'
import type { TrashPorts } from './trash-ports.ts'

/** Files between two commits. */
const FILES_A_TURN = 200

/**
 * Removes the files that libraries have noted as needed no more. Bytes are stored once a server, so a file goes when no library names
 * it; and never while somebody is storing the same bytes again, for whom it is tried again later (see `Blobs.remove`). The note is
 * dropped after the file: killed in between, it is found removed the next time. Answers how many notes were settled. A file that cannot
 * be removed keeps no other from it; the first failure is thrown when all have been tried.
 */
export async function removeFiles(ports: TrashPorts, isStopped: () => boolean): Promise<number> {
  const libraries = await ports.store.accounts.libraries()
  const failures: unknown[] = []
  let settled = 0
  for (const { libraryId } of libraries) {
    try {
      settled += await removeFilesOf(ports, libraryId, isStopped, failures)
    } catch (failure) {
      failures.push(failure)
    }
  }
  if (failures.length > 0) throw failures[0]
  return settled
}

async function removeFilesOf(
  ports: TrashPorts,
  libraryId: LibraryId,
  isStopped: () => boolean,
  failures: unknown[],
): Promise<number> {
  let settled = 0
  for (;;) {
    const removals = await ports.store.read(libraryId, (reader) => reader.removals(FILES_A_TURN))
    const done: RemovalRow[] = []
    for (const removal of removals) {
      if (isStopped()) break
      try {
        if (await removeFile(ports, removal)) done.push(removal)
      } catch (failure) {
        failures.push(failure)
      }
    }
    if (done.length === 0) return settled
    settled += done.length
    await ports.store.write(libraryId, (writer) => {
      for (const removal of done) writer.dropRemoval(removal)
    })
  }
}

async function removeFile(ports: TrashPorts, { sha256, derivative }: RemovalRow): Promise<boolean> {
  if (derivative === null) {
    return await ports.blobs.remove(sha256, () =>
      isNamedNowhere(ports, (reader) => reader.blob(sha256) !== null),
    )
  }
  // One that is made again just now and is removed all the same is found missing when it is read, and made once more.
  const isUnneeded = await isNamedNowhere(ports, (reader) => reader.hasDerivativeIn(sha256, derivative))
  if (isUnneeded) await ports.derivativeFiles.remove({ file: derivative, position: 0 })
  return true
}

async function isNamedNowhere(
  { store }: TrashPorts,
  isNamed: (reader: LibraryReader) => boolean,
): Promise<boolean> {
  for (const { libraryId } of await store.accounts.libraries()) {
    if (await store.read(libraryId, isNamed)) return false
  }
  return true
}
