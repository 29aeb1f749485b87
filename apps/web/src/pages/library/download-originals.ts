import { originalPath } from '@rollcall/platform-client'
import type { Asset, LibraryId, Resource } from '@rollcall/protocol'
import type { Clock } from '@rollcall/sync'

/** Browsers take a page that starts many downloads at once for one gone wild. */
const BETWEEN_MS = 300

/** The files of a photo as they were taken, as far as the server has them: none that another program has changed. */
export function originalsOf({ resources }: Pick<Asset, 'resources'>): readonly Resource[] {
  return resources.filter(({ role, state }) => role !== 'edit' && state === 'present')
}

/** Has the browser download files, one after another, under the names that they had. */
export async function downloadFiles(
  libraryId: LibraryId,
  files: readonly Pick<Resource, 'sha256' | 'name'>[],
  clock: Clock,
): Promise<void> {
  for (const [index, { sha256, name }] of files.entries()) {
    if (index > 0) await clock.sleep(BETWEEN_MS)
    downloadFrom(originalPath(libraryId, sha256), name)
  }
}

/** Has the browser download from an address of this server. */
export function downloadFrom(address: string, name: string): void {
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
}
