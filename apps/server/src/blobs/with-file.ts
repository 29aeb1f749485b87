import type { DiskFile } from '@rollcall/sync'

/** Uses an open file and closes it, whatever happens. */
export async function withFile<Result>(
  file: DiskFile,
  use: (file: DiskFile) => Promise<Result>,
): Promise<Result> {
  try {
    return await use(file)
  } finally {
    await file.close()
  }
}
