import { PART_BYTES, SINGLE_PUT_MAX_BYTES } from '@rollcall/protocol'

/** How an original travels to the server: in one piece, or in numbered parts that can be resumed and sent side by side. */
export type UploadPlan =
  | { readonly kind: 'whole' }
  | { readonly kind: 'parts'; readonly parts: readonly PartRange[] }

/** Bytes `from ≤ position < to` of a file. */
export interface PartRange {
  readonly number: number
  readonly from: number
  readonly to: number
}

/** Plans the upload of a file of `bytes`. */
export function planUpload(bytes: number): UploadPlan {
  if (bytes <= SINGLE_PUT_MAX_BYTES) return { kind: 'whole' }
  const count = Math.ceil(bytes / PART_BYTES)
  const parts = Array.from({ length: count }, (_, number) => ({
    number,
    from: number * PART_BYTES,
    to: Math.min(bytes, (number + 1) * PART_BYTES),
  }))
  return { kind: 'parts', parts }
}
