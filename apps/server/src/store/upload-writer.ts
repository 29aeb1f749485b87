import type { Database } from '@rollcall/platform-node'
import type { LibraryId } from '@rollcall/protocol'
import type { LibraryReader, LibraryWriter, UploadRow } from './store.ts'

/** Changes the uploads of one library. `reserve` moves the bytes that are promised to them. See `openLibraryWriter`. */
export function createUploadWriter(
  database: Pick<Database, 'prepare'>,
  libraryId: LibraryId,
  reader: Pick<LibraryReader, 'upload'>,
  reserve: (bytes: number) => void,
): Pick<LibraryWriter, 'openUpload' | 'markPart' | 'closeUpload'> {
  const run = (sql: string, ...parameters: readonly (string | number)[]) =>
    Number(database.prepare(sql).run(libraryId, ...parameters).changes)
  return {
    openUpload: (upload) => {
      insertUpload(run, upload)
      reserve(upload.bytes)
    },
    markPart: (uploadId, part, expiresAt) => {
      if (run(PROLONG_UPLOAD, uploadId, expiresAt) === 0) return
      run('INSERT INTO upload_part VALUES (?, ?, ?) ON CONFLICT DO NOTHING', uploadId, part)
    },
    closeUpload: (uploadId) => {
      const upload = reader.upload(uploadId)
      if (upload === null) return
      run('DELETE FROM upload_part WHERE library_id = ? AND upload_id = ?', uploadId)
      run('DELETE FROM upload WHERE library_id = ? AND upload_id = ?', uploadId)
      reserve(-upload.bytes)
    },
  }
}

function insertUpload(
  run: (sql: string, ...parameters: readonly (string | number)[]) => number,
  { uploadId, sha256, bytes, partDigests, received, expiresAt }: UploadRow,
): void {
  run(
    'INSERT INTO upload VALUES (?, ?, ?, ?, ?, ?)',
    uploadId,
    sha256,
    bytes,
    partDigests.join(''),
    expiresAt,
  )
  for (const [part, here] of received.entries()) {
    if (here === 1) run('INSERT INTO upload_part VALUES (?, ?, ?)', uploadId, part)
  }
}

const PROLONG_UPLOAD = 'UPDATE upload SET expires_at = ?3 WHERE library_id = ?1 AND upload_id = ?2'
