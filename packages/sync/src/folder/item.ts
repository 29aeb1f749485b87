import type { Asset, AssetId, Resource, Sha256 } from '@rollcall/protocol'
import type { StandingNote } from './note-of.ts'
import type { FolderPath, LocalContent, LocalFile } from './trees.ts'

/** How an original stands between this folder and the library. */
export type Standing =
  /** Here, and the server has verified bytes [R4]. `duplicateOf`: the first path here with the same bytes. */
  | {
      readonly kind: 'verified'
      readonly duplicateOf: FolderPath | null
      /** What there is to say of the photo besides; at its first file alone. */
      readonly note?: StandingNote
    }
  /** `isAsked`: the library has the photo and lost its bytes, or a person wants it back, so it is no news to be taken up or left out. */
  | { readonly kind: 'to_upload'; readonly file: LocalFile; readonly isAsked?: true }
  /** The bytes are durable; the library has not confirmed the asset yet. */
  | { readonly kind: 'to_record'; readonly file: LocalFile }
  | { readonly kind: 'to_download'; readonly asset: Asset; readonly resource: Resource }
  /** The original is on the server; here is a smaller version, or nothing where the server can make none. */
  | {
      readonly kind: 'optimised'
      readonly asset: Asset
      readonly resource: Resource
      readonly previewPath: FolderPath | null
    }
  /** The server's copy is damaged, and there is none here. */
  | { readonly kind: 'lost_on_server' }
  | {
      readonly kind: 'trashed'
      readonly assetId: AssetId
      readonly trashedAt: number | null
      readonly trashedBy: string | null
      /** It is not in the trash any more. */
      readonly isForGood: boolean
      /** Not the photo, but an earlier edit of it that somebody let go of. */
      readonly isEarlierEdit?: true
    }
  /** Part of an unusual batch of deletions, which is held [R17]: by this device, or by the library, which was told already. */
  | {
      readonly kind: 'held'
      readonly by: 'device' | 'library'
      readonly missing: number
      readonly of: number
    }
  /** A smaller version that Rollcall made; it never passes for an original [R9]. */
  | {
      readonly kind: 'preview'
      readonly originalSha256: Sha256
      readonly isOriginalHeld: boolean
      /** Another program wrote over it where it stood for its original. */
      readonly isEdited?: true
    }
  | Exclude<LocalContent, { kind: 'original' }>

/**
 * One line of the roll call: a file of this folder, or an original of the library that is not here. Every original that
 * this device has seen is exactly one item [R1].
 */
export interface Item {
  /** Names the item from one survey to the next. */
  readonly key: string
  /** Where it is, or where it would be. */
  readonly path: FolderPath
  readonly sha256: Sha256 | null
  readonly bytes: number
  readonly standing: Standing
}
