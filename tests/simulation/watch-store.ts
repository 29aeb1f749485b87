import { isDeepStrictEqual } from 'node:util'
import type { Asset, AssetId, ClientId, Cursor, LibraryId, Sha256 } from '@rollcall/protocol'
import { formatCursor } from '@rollcall/protocol'
import type { BlobRow, LibraryReader, LibraryRow, LibraryWriter, Store } from '@rollcall/server'
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
  /** Last mutations of clients, as of the newest commit at this position. */
  readonly lines: ReadonlyMap<ClientId, number>
}

/** The library now and at every position so far. */
export class ServerHistory {
  readonly #witness: Witness
  readonly #serverWallNow: () => number
  readonly #checkpoints = new Map<string, Checkpoint>()
  #assets = new Map<AssetId, Asset>()
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
          if (turn.blobs.length > 0) this.#checkUsage(writer)
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
    for (const asset of turn.assets) this.#noteAsset(asset)
    for (const blob of turn.blobs) this.#noteBlob(blob)
    for (const { clientId, last, next } of turn.lines) {
      const isReplay = next === last
      this.#witness.expect(
        next >= last,
        'exactly once',
        () => `client ${clientId} went back from ${last} to ${next}`,
      )
      this.#witness.expect(
        !isReplay || turn.assets.length === 0,
        'exactly once',
        () => `mutation ${next} took effect again`,
      )
      this.#lines = new Map(this.#lines).set(clientId, next)
    }
    this.#library = turn.after
    this.#keep()
  }

  #noteAsset(asset: Asset): void {
    const before = this.#assets.get(asset.id)
    const { trashable, restorable, made } = this.#witness
    const { primarySha256 } = asset
    this.#witness.expect(
      made.has(primarySha256),
      'no original is invented',
      () => `nobody made ${primarySha256.slice(0, 8)}`,
    )
    if (before?.state === 'trashed' && asset.state === 'live') {
      this.#witness.expect(
        restorable.has(asset.id),
        'no resurrection',
        () => `asset ${asset.id} came back by itself`,
      )
    }
    if (before?.state === 'live' && asset.state === 'trashed') {
      this.#witness.expect(
        trashable.has(asset.id),
        'nothing trashed unasked',
        () => `asset ${asset.id} was trashed`,
      )
    }
    if (before?.caption !== asset.caption) this.#checkEditTime(asset)
    this.#assets = new Map(this.#assets).set(asset.id, asset)
  }

  /** [R13] The server's time of an edit is the true one, but for the way it travelled. */
  #checkEditTime({ caption, edits }: Asset): void {
    const truly = this.#witness.captionedAt.get(caption)
    const editedAt = edits.caption?.editedAt
    if (truly === undefined || editedAt === undefined) return
    const late = editedAt - (this.#serverWallNow() + truly)
    const isTrue = late >= -2 && late <= TRAVEL_MAX_MS
    this.#witness.expect(
      isTrue,
      'edit times are true',
      () => `caption "${caption}" is ${Math.round(late)} ms off`,
    )
  }

  #noteBlob(blob: BlobRow): void {
    this.#blobs.set(blob.sha256, blob)
    if (blob.state !== 'durable') return
    this.#witness.promised.add(blob.sha256)
  }

  #keep(): void {
    if (this.#library === null) return
    const { epoch, headSeq } = this.#library
    this.#checkpoints.set(formatCursor({ epoch, seq: headSeq }), { assets: this.#assets, lines: this.#lines })
  }
}

/** A batch of edits is on its way for so long at most. */
const TRAVEL_MAX_MS = 5_000

/** What one commit did. */
class Turn {
  before: LibraryRow | null = null
  after: LibraryRow | null = null
  readonly assets: Asset[] = []
  readonly blobs: BlobRow[] = []
  readonly lines: { readonly clientId: ClientId; readonly last: number; readonly next: number }[] = []

  watched(writer: LibraryWriter): LibraryWriter {
    return {
      ...writer,
      putAsset: (asset) => {
        this.assets.push(asset)
        writer.putAsset(asset)
      },
      putBlob: (blob) => {
        this.blobs.push(blob)
        writer.putBlob(blob)
      },
      putClientLine: (clientId, deviceId, line) => {
        const last = writer.clientLine(clientId)?.lastMutation ?? 0
        this.lines.push({ clientId, last, next: line.lastMutation })
        writer.putClientLine(clientId, deviceId, line)
      },
    }
  }
}

const agreedPairs = new WeakMap<Asset, Asset>()

/** Whether a replica holds exactly these assets. Pairs that were found equal are not compared again. */
export function differenceOf(
  expected: ReadonlyMap<AssetId, Asset>,
  found: ReadonlyMap<AssetId, Asset>,
): string | null {
  for (const [id, asset] of expected) {
    const held = found.get(id)
    if (held === undefined) return `asset ${id} (seq ${asset.seq}) is missing`
    if (agreedPairs.get(held) === asset) continue
    if (!isDeepStrictEqual(held, asset))
      return `asset ${id} is at seq ${held.seq}, not ${asset.seq}, or differs`
    agreedPairs.set(held, asset)
  }
  for (const id of found.keys()) if (!expected.has(id)) return `asset ${id} should not be there`
  return null
}
