import { accepted } from '@rollcall/protocol'
import type { Blobs } from '@rollcall/server'
import type { PlantedBug } from './planted-bugs.ts'
import { withFolder } from './planted-bugs.ts'

/** Bugs of a device that keeps smaller versions, and of the server whose word it takes for that [R5] [R9]. See `planted-bugs.ts`. */
export const ROOM_BUGS: readonly PlantedBug[] = [
  {
    name: 'drops_by_what_it_remembers',
    what: 'A device drops what its base calls safe, and asks the server for no lease [R5]',
    deviceApi: (api) => ({
      ...api,
      lease: async (hashes) => {
        const leaseId = '0'.repeat(32) as never
        return accepted({ leaseId, granted: [...hashes], refused: [], expiresAt: 0, keptMs: 3_600_000 })
      },
      checkLease: async (_leaseId, hashes) => accepted({ held: [...hashes], keptMs: 3_600_000 }),
      releaseLease: async () => accepted(null as never),
    }),
  },
  {
    name: 'leases_without_reading',
    what: 'The server gives leases over bytes that it has not read back',
    serverBlobs: trustsWhatIsThere,
  },
  {
    name: 'previews_are_originals',
    what: 'A smaller version that nothing marks any more is taken for an original [R9]',
    deviceState: (state) =>
      withFolder(state, ({ local }) => ({
        previews: () => new Map(),
        previewPlaces: () => new Map(),
        local: () =>
          local().map((file) =>
            file.content.kind === 'original'
              ? { ...file, content: { ...file.content, derivativeOf: null } }
              : file,
          ),
      })),
  },
  {
    name: 'forgets_what_previews_take',
    what: 'Smaller versions are not counted against the budget',
    deviceState: (state) =>
      withFolder(state, ({ previews }) => ({
        previews: () =>
          new Map([...previews()].map(([sha256, preview]) => [sha256, { ...preview, bytes: 0 }])),
      })),
  },
]

/** A blob that lies there under its name and with its length is whole. */
function trustsWhatIsThere(blobs: Blobs): Blobs {
  return {
    ...blobs,
    check: async (sha256, bytes) => {
      const check = await blobs.check(sha256, bytes)
      return check === 'unreadable' ? check : 'intact'
    },
  }
}
