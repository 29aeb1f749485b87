import type { Asset } from '@rollcall/protocol'
import type { RecordsBelow } from '../library/layer-records.ts'

/** What a plan to take something back looks at: a library as a device sees it. */
export interface UndoView extends Pick<RecordsBelow, 'record' | 'recordsIn' | 'entriesWithAsset'> {
  readonly asset: (id: Asset['id']) => Asset | null
  /** Which copy of its original an asset is (see `assetIdOf`); null when that cannot be told. */
  readonly copyNoOf: (asset: Asset) => number | null
}

/** Why a change is not taken back; each has words in the app that shows it. */
export type LeftReason =
  | 'changed_since'
  | 'gone'
  | 'bytes_gone'
  | 'joined'
  | 'files_stay'
  | 'answered'
  | 'unknown'
