import type { Asset, ClientId, FieldEdit, LibraryRecord, MutationOutcome, Sha256 } from '@rollcall/protocol'
import type { BlobRow, LibraryRow, LibraryWriter } from '@rollcall/server'

/** A client's line before and after a commit. */
export interface LineMove {
  readonly clientId: ClientId
  readonly last: number
  readonly next: number
}

/** What one commit of the server did. */
export class Turn {
  before: LibraryRow | null = null
  after: LibraryRow | null = null
  readonly assets: Asset[] = []
  readonly records: LibraryRecord[] = []
  readonly dropped: Pick<LibraryRecord, 'kind' | 'key'>[] = []
  readonly blobs: BlobRow[] = []
  readonly droppedBlobs: Sha256[] = []
  readonly lines: LineMove[] = []
  /** What became of mutations, by number; those that were plainly applied are not told. */
  readonly outcomes = new Map<number, MutationOutcome>()

  /** The writer of the turn, watched. */
  watched(writer: LibraryWriter): LibraryWriter {
    return {
      ...writer,
      putAsset: (asset) => {
        this.assets.push(asset)
        writer.putAsset(asset)
      },
      putRecord: (record) => {
        this.records.push(record)
        writer.putRecord(record)
      },
      dropRecord: (kind, key) => {
        this.dropped.push({ kind, key })
        writer.dropRecord(kind, key)
      },
      putBlob: (blob) => {
        this.blobs.push(blob)
        writer.putBlob(blob)
      },
      dropBlob: (sha256) => {
        this.droppedBlobs.push(sha256)
        writer.dropBlob(sha256)
      },
      putOutcome: (row, assetId) => {
        this.outcomes.set(row.n, row.outcome)
        writer.putOutcome(row, assetId)
      },
      putClientLine: (clientId, deviceId, line) => {
        const last = writer.clientLine(clientId)?.lastMutation ?? 0
        this.lines.push({ clientId, last, next: line.lastMutation })
        writer.putClientLine(clientId, deviceId, line)
      },
    }
  }
}

/** The marks that edits have left on an asset. */
export function marksOfAsset({ edits }: Asset): readonly FieldEdit[] {
  const { keywords, ...fields } = edits
  return [...Object.values(fields), ...Object.values(keywords ?? {})].filter(isMark)
}

/** The marks that edits have left on a record. */
export function marksOfRecord(record: LibraryRecord): readonly FieldEdit[] {
  if (record.kind === 'entry') return [record.edit]
  return record.kind === 'album' || record.kind === 'device' ? Object.values(record.edits).filter(isMark) : []
}

function isMark(mark: unknown): mark is FieldEdit {
  return typeof mark === 'object' && mark !== null && 'editedAt' in mark
}
