import { hmacSha256 } from '@rollcall/platform-node'
import type { LibraryDraft } from '@rollcall/sync'
import { assetIdOf } from '@rollcall/sync'
import type { LibraryWriter } from '../store/store.ts'

/** A library's turn, as the mutators see it. Lost bytes count as not held: nothing new may rest on them. */
export function draftOf(writer: LibraryWriter): LibraryDraft {
  const { idKey } = writer.library()
  return {
    record: writer.record,
    putRecord: writer.putRecord,
    recordsIn: writer.recordsIn,
    placeAfter: writer.placeAfter,
    lastPlace: writer.lastPlace,
    entriesWithAsset: writer.entriesWithAsset,
    assetHolding: (sha256) => {
      const holders = writer.assetsWithBlob(sha256)
      return holders.find(({ state }) => state === 'live') ?? holders[0] ?? null
    },
    asset: writer.asset,
    putAsset: writer.putAsset,
    nextSeq: writer.nextSeq,
    nextNo: writer.nextNo,
    blobBytes: (sha256) => {
      const blob = writer.blob(sha256)
      return blob?.state === 'durable' ? blob.bytes : null
    },
    assetIdOf: (primarySha256, copyNo) => assetIdOf(idKey, primarySha256, copyNo, hmacSha256),
  }
}
