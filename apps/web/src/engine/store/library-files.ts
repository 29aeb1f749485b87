import type { PrivateFiles } from '@rollcall/sync'

/** What the library needs of this browser's own files. */
export type LibraryFiles = Pick<
  PrivateFiles,
  'read' | 'writeWhole' | 'remove' | 'list' | 'readState' | 'writeState'
>
