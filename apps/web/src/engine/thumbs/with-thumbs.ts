import { settingsOf } from '@rollcall/sync'
import type { UploadsLibrary } from '../engine-ports.ts'
import type { Uploads } from '../uploads-port.ts'
import type { ThumbKeeper } from './keep-thumbs.ts'

/** Uploads, and beside them the keeping of small pictures: both go on while somebody is signed in and the server answers, and end together. */
export function withThumbs(
  uploads: Uploads,
  thumbs: ThumbKeeper,
  { store, identity }: UploadsLibrary,
): Uploads {
  const budgetBytes = () => {
    const deviceId = identity()?.deviceId
    const record = deviceId === undefined ? null : store.base().records.record('device', deviceId)
    return record === null ? null : settingsOf(record.settings).budgetBytes
  }
  return {
    ...uploads,
    notice: () => {
      uploads.notice()
      thumbs.notice()
    },
    run: async (signal) => {
      const libraryId = identity()?.libraries[0]?.libraryId
      const keeping =
        libraryId === undefined ? Promise.resolve() : thumbs.run({ store, budgetBytes }, libraryId, signal)
      await Promise.all([uploads.run(signal), keeping])
    },
    clear: async () => {
      await uploads.clear()
      await thumbs.clear()
    },
  }
}
