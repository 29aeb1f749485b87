import watcher from '@parcel/watcher'
import type { FolderPath } from '@rollcall/sync'
import { OWN_FOLDER } from './device-paths.ts'

/** Paths told at once; more of them is a reason to look at everything. */
const PATHS_MAX = 1_000

/**
 * Watches a folder with what its system offers and tells which paths changed, null for "anything may have". A hint, not the
 * truth: the engine scans the whole folder now and then all the same. Answers how to stop. Rejects when the system cannot
 * watch, for instance because its limit of watches is used up.
 */
export async function watchFolder(
  root: string,
  onChange: (paths: readonly FolderPath[] | null) => void,
): Promise<() => Promise<void>> {
  const subscription = await watcher.subscribe(
    root,
    (error, events) => {
      if (error !== null || events.length > PATHS_MAX) {
        onChange(null)
        return
      }
      const paths = events.map((event) => event.path.slice(root.length + 1)).map(withSlashes)
      // A name that is not UTF-8 arrives mangled; only a scan finds such a file.
      const isMangled = paths.some((path) => path.includes('\ufffd'))
      onChange(isMangled ? null : paths)
    },
    { ignore: [`${root}/${OWN_FOLDER}`] },
  )
  return () => subscription.unsubscribe()
}

/** Elsewhere than on Windows a backslash is a character like any other. */
function withSlashes(path: string): FolderPath {
  return process.platform === 'win32' ? path.replaceAll('\\', '/') : path
}
