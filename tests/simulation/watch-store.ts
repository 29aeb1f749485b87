import type { Asset, AssetId, ClientId, Cursor, LibraryId, LibraryRecord, Sha256 } from '@rollcall/protocol'
import { formatCursor } from '@rollcall/protocol'
import type { BlobRow, LibraryReader, LibraryRow, Store } from '@rollcall/server'
import { checkTurn } from './check-turn.ts'
import { nameOfRecord } from './difference-of.ts'
import { Turn } from './turn.ts'
import type { Witness } from './witness.ts'

/*
 * Watches every commit of the server: what it may not do is reported at once, and each state of the library is kept, so
 * that a replica can be compared with exactly the state that its cursor stands for.
 */

/** Rows read at once when everything is read. */
const ALL = 100_000

/** The library at one position of the feed. */
interface Checkpoint {
  readonly assets: ReadonlyMap<AssetId, Asset>
  readonly records: ReadonlyMap<string, LibraryRecord>
  /** Last mutations of clients, as of the newest commit at this position. */
  readonly lines: ReadonlyMap<ClientId, number>
}

/** The library now and at every position so far. */
export class ServerHistory {
  readonly #witness: Witness
  readonly #serverWallNow: () => number
  readonly #checkpoints = new Map<string, Checkpoint>()
  #assets = new Map<AssetId, Asset>()
  #records = new Map<string, LibraryRecord>()
  #lines = new Map<ClientId, number>()
  #blobs = new Map<Sha256, BlobRow>()
  #library: LibraryRow | null = null

  constructor(witness: Witness, serverWallNow: () => number) {
    this.#witness = witness
    this.#serverWallNow = serverWallNow
  }

  get assets(): ReadonlyMap<AssetId, Asset> {
    return this.#assets
  }

  /** Everything else that the library holds, by `nameOfRecord`. */
  get records(): ReadonlyMap<string, LibraryRecord> {
    return this.#records
  }

  get blobs(): ReadonlyMap<Sha256, BlobRow> {
    return this.#blobs
  }

  get library(): LibraryRow {
    if (this.#library === null) throw new Error('Cannot tell library: none was read')
    return this.#library
  }

  /** Reads everything afresh, as after a restored backup. */
  async reload(store: Store, libraryId: LibraryId): Promise<void> {
    await store.read(libraryId, (reader) => {
      this.#library = reader.library()
      this.#assets = new Map(
        reader.assetsBySeq(0, this.#library.headSeq, ALL).map((asset) => [asset.id, asset]),
      )
      const records = reader.recordsBySeq(0, this.#library.headSeq, ALL)
      this.#records = new Map(records.map((record) => [nameOfRecord(record), record]))
      this.#blobs = new Map(reader.blobsAfter(null, ALL).map((blob) => [blob.sha256, blob]))
    })
    this.#lines = new Map()
    this.#keep()
  }

  /** The library at a position; null for a position that never was. */
  at(cursor: Cursor): Checkpoint | null {
    return this.#checkpoints.get(formatCursor(cursor)) ?? null
  }

  /** Passes a store on, watched. */
  watch(store: Store): Store {
    return {
      ...store,
      write: async (libraryId, work) => {
        const turn = new Turn()
        const result = await store.write(libraryId, (writer) => {
          turn.before = writer.library()
          const value = work(turn.watched(writer))
          turn.after = writer.library()
          if (turn.blobs.length + turn.droppedBlobs.length > 0) this.#checkUsage(writer)
          return value
        })
        this.#note(turn)
        return result
      },
    }
  }

  #checkUsage(reader: LibraryReader): void {
    const { usedBytes } = reader.library()
    const durable = reader.blobsAfter(null, ALL).filter(({ state }) => state === 'durable')
    const sum = durable.reduce((bytes, blob) => bytes + blob.bytes, 0)
    this.#witness.expect(sum === usedBytes, 'usage adds up', () => `${usedBytes} bytes charged for ${sum}`)
  }

  #note(turn: Turn): void {
    if (turn.before === null || turn.after === null) return
    checkTurn(turn, { assets: this.#assets, records: this.#records }, this.#witness, this.#serverWallNow())
    if (turn.assets.length > 0) {
      this.#assets = new Map(this.#assets)
      for (const asset of turn.assets) this.#assets.set(asset.id, asset)
    }
    if (turn.records.length > 0 || turn.dropped.length > 0) {
      this.#records = new Map(this.#records)
      for (const record of turn.records) this.#records.set(nameOfRecord(record), record)
      for (const name of turn.dropped) this.#records.delete(nameOfRecord(name))
    }
    for (const blob of turn.blobs) this.#noteBlob(blob)
    for (const sha256 of turn.droppedBlobs) this.#noteDropped(sha256)
    for (const { clientId, next } of turn.lines) this.#lines = new Map(this.#lines).set(clientId, next)
    this.#library = turn.after
    this.#keep()
  }

  #noteBlob(blob: BlobRow): void {
    this.#blobs.set(blob.sha256, blob)
    if (blob.state !== 'durable') return
    this.#witness.promised.add(blob.sha256)
  }

  /** Bytes may go when nothing of the library needs them any more. */
  #noteDropped(sha256: Sha256): void {
    this.#blobs.delete(sha256)
    const needing = [...this.#assets.values()].find((asset) => this.#needs(asset, sha256))
    this.#witness.expect(
      needing === undefined,
      'nothing purged early',
      () => `asset ${needing?.id} needs ${sha256.slice(0, 8)}, which was purged`,
    )
    this.#witness.promised.delete(sha256)
    this.#witness.purged.add(sha256)
  }

  #needs({ purgedAt, mergedInto, resources, droppedFiles = [] }: Asset, sha256: Sha256): boolean {
    const whole = mergedInto === undefined ? undefined : this.#assets.get(mergedInto)
    if (purgedAt !== undefined || whole?.purgedAt !== undefined) return false
    const isWaiting = droppedFiles.some((file) => file.sha256 === sha256 && file.purgedAt === undefined)
    return isWaiting || resources.some((resource) => resource.sha256 === sha256)
  }

  #keep(): void {
    if (this.#library === null) return
    const { epoch, headSeq } = this.#library
    this.#checkpoints.set(formatCursor({ epoch, seq: headSeq }), {
      assets: this.#assets,
      records: this.#records,
      lines: this.#lines,
    })
  }
}
