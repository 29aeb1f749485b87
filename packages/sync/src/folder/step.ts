import type { AssetId, Sha256 } from '@rollcall/protocol'
import type { AgreedFile, FolderPath } from './trees.ts'

/** Bookkeeping that follows from a survey. Each can be done twice. */
export type Step =
  | { readonly kind: 'agree'; readonly file: AgreedFile }
  | { readonly kind: 'forget'; readonly path: FolderPath }
  | { readonly kind: 'trash'; readonly assetId: AssetId; readonly path: FolderPath }
  /** `sha256` of the file itself, which of a smaller version is its own. */
  | { readonly kind: 'set_aside'; readonly path: FolderPath; readonly sha256: Sha256 }
  /** A smaller version lies here for an original that lay, or would lie, at `originalPath`. */
  | {
      readonly kind: 'agree_preview'
      readonly file: AgreedFile
      readonly preview: Sha256
      readonly originalPath: FolderPath
    }
  /** The original is back, at `originalPath`: its smaller version goes. */
  | { readonly kind: 'drop_preview'; readonly path: FolderPath; readonly originalPath: FolderPath }
