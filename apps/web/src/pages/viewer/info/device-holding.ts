import type { Asset, DeviceSettings, KnownDevice } from '@rollcall/protocol'

/*
 * Whether a device has the original of a photo. Devices do not report every photo that they have: what can be said follows from the numbers
 * of their last report, and where it does not, that is said.
 */

/** What is known of one photo on one device. `here`, `of`: originals on the device, of those that it knows of. */
export type DeviceHolding =
  /** It has every original that it knows of. */
  | { readonly kind: 'original' }
  /** It has no original at all: smaller copies to look at, as a browser has. */
  | { readonly kind: 'smaller' }
  /** It is on its way there: the photo came after what the device has read, or it is fetching originals now. */
  | { readonly kind: 'not_yet' }
  /** It keeps as many originals as its room takes, and has not said which. */
  | { readonly kind: 'some'; readonly here: number; readonly of: number }
  /** It leaves photos out, or has not said yet what it has. */
  | { readonly kind: 'not_told' }

/** See the file's header. */
export function holdingOf(
  { report }: Pick<KnownDevice, 'report'>,
  { optimise }: Pick<DeviceSettings, 'optimise'>,
  asset: Pick<Asset, 'seq'>,
): DeviceHolding {
  if (report === null) return { kind: 'not_told' }
  const { originalsHere, total, counts, cursor } = report
  const of = total - counts.deleted
  if (originalsHere === 0)
    return of === 0 || counts.inProgress === 0 ? { kind: 'smaller' } : { kind: 'not_yet' }
  if (!hasRead(cursor, asset.seq)) return { kind: 'not_yet' }
  if (originalsHere >= of) return { kind: 'original' }
  if (optimise) return { kind: 'some', here: originalsHere, of }
  return counts.excluded > 0 ? { kind: 'not_told' } : { kind: 'not_yet' }
}

/** Whether a device has read the feed up to the last change of a photo. The text is the server's, and its last number the change. */
function hasRead(cursor: string | null, seq: number): boolean {
  return cursor !== null && Number(cursor.split('.')[1] ?? 0) >= seq
}
