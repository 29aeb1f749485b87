import { workerData } from 'node:worker_threads'
import type { AssetId, LibraryId, Sha256 } from '@rollcall/protocol'
import { createSqliteStore } from '@rollcall/server'

/*
 * One of several writers of the gap test in sqlite-store.db.test.ts: writes assets, one a turn, through a store of its own
 * on the shared file.
 */
const { path, libraryId, first, writes } = workerData as {
  readonly path: string
  readonly libraryId: LibraryId
  readonly first: number
  readonly writes: number
}

const store = createSqliteStore(path)
for (let index = first; index < first + writes; index++) {
  await store.write(libraryId, (writer) =>
    writer.putAsset({
      id: index.toString(16).padStart(32, '0') as AssetId,
      no: writer.nextNo(),
      seq: writer.nextSeq(),
      kind: 'photo',
      primarySha256: 'a'.repeat(64) as Sha256,
      takenAt: 0,
      takenFrom: 'file_time',
      favourite: false,
      caption: '',
      state: 'live',
      trashedAt: null,
      trashedBy: null,
      resources: [],
      edits: {},
    }),
  )
}
await store.close()
