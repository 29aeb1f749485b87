/** Files that are taken at once; of a larger drop the first so many. */
export const DROP_FILES_MAX = 20_000

/** Folders within folders. */
const DEPTH_MAX = 64

/** The files of a drop, those in dropped folders as well. To be called within the event: the browser forgets the drop after it. */
export async function filesDropped(transfer: DataTransfer): Promise<readonly File[]> {
  const entries = [...transfer.items].flatMap((each) => each.webkitGetAsEntry() ?? [])
  if (entries.length === 0) return [...transfer.files]
  const files: File[] = []
  for (const entry of entries) await gather(entry, files, 0)
  return files
}

async function gather(entry: FileSystemEntry, files: File[], depth: number): Promise<void> {
  if (files.length > DROP_FILES_MAX || depth > DEPTH_MAX) return
  if (isFile(entry)) files.push(await new Promise<File>((resolve, reject) => entry.file(resolve, reject)))
  if (!isFolder(entry)) return
  const reader = entry.createReader()
  for (;;) {
    // A browser tells of a hundred at a time, and of none at the end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    )
    if (some.length === 0) return
    for (const each of some) await gather(each, files, depth + 1)
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory
}
