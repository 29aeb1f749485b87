import type { LibraryFiles } from './library-files.ts'

/**
 * Files that end with the tab: for a browser that gives a page no store of its own, as on plain http from another machine. The library is
 * then read anew on every visit, and what waits to be sent is lost with the tab.
 */
export function createMemoryFiles(): LibraryFiles {
  const files = new Map<string, Uint8Array<ArrayBuffer>>()
  let state: Uint8Array<ArrayBuffer> | null = null
  return {
    read: async (name) => files.get(name) ?? null,
    writeWhole: async (name, bytes) => {
      files.set(name, bytes.slice())
    },
    remove: async (name) => {
      files.delete(name)
    },
    list: async () => [...files.keys()],
    readState: async () => state,
    writeState: async (bytes) => {
      state = bytes.slice()
    },
  }
}
