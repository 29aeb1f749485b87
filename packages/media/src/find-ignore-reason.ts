import { extensionOf } from './extension-of.ts'
import { typeOfName } from './type-of-name.ts'

/** Why a file is not one of its owner's originals. */
export type IgnoreReason =
  /** A system keeps its notes, locks and caches in it. */
  | 'system_file'
  /** It lies in a folder that a system made for itself: a bin, a cache of thumbnails, an index. */
  | 'system_folder'
  /** Another program is still writing it, or gave up; the whole file will have another name. */
  | 'partial_download'

/** Names in lower case, for file systems differ in case. Only what well-known systems write, never a guess. */
const SYSTEM_FILES: ReadonlySet<string> = new Set([
  '.apdisk',
  '.directory',
  '.ds_store',
  '.localized',
  '.nomedia',
  'desktop.ini',
  'ehthumbs.db',
  'ehthumbs_vista.db',
  'icon\r',
  'thumbs.db',
])

const SYSTEM_FOLDERS: ReadonlySet<string> = new Set([
  '#recycle',
  '#snapshot',
  '$recycle.bin',
  '.@__thumb',
  '.appledouble',
  '.documentrevisions-v100',
  '.fseventsd',
  '.spotlight-v100',
  '.stfolder',
  '.temporaryitems',
  '.thumbnails',
  '.trash',
  '.trashes',
  '@eadir',
  '@recycle',
  'lost+found',
  'system volume information',
])

const PARTIAL_EXTENSIONS: ReadonlySet<string> = new Set([
  'crdownload',
  'download',
  'filepart',
  'opdownload',
  'part',
  'partial',
  'tmp',
])

/**
 * Why the file `name`, in `folders` (from the kept folder down, without it), is left out by its name alone; null
 * for every file that may be an original. Ordinary hidden files (`.hidden.jpg`) and names that only resemble
 * a system's own are not left out.
 */
export function findIgnoreReason(name: string, folders: readonly string[]): IgnoreReason | null {
  if (folders.some(isSystemFolder)) return 'system_folder'
  if (isSystemFile(name)) return 'system_file'
  return PARTIAL_EXTENSIONS.has(extensionOf(name)) ? 'partial_download' : null
}

/** Whether a folder of this name is a system's own, so that nothing below it is an original. */
export function isSystemFolder(name: string): boolean {
  // Linux desktops make one bin for each user number.
  return SYSTEM_FOLDERS.has(name.toLowerCase()) || /^\.trash-\d+$/i.test(name)
}

function isSystemFile(name: string): boolean {
  if (SYSTEM_FILES.has(name.toLowerCase())) return true
  // AppleDouble: what macOS knows about the file of the same name, on disks that cannot hold it.
  if (/^\._./.test(name)) return true
  // A deleted file that a program still holds open, on NFS and FUSE.
  if (/^\.(?:nfs|fuse_hidden)[0-9a-f]{16,}$/i.test(name)) return true
  if (/^\.~lock\..*#$/.test(name)) return true
  // Office locks lie beside documents; a picture that happens to be called so is a picture.
  return name.startsWith('~$') && typeOfName(name) === null
}
