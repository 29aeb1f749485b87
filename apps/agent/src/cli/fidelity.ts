import type { Sha256 } from '@rollcall/protocol'
import type { RollCall, RollEntry } from '@rollcall/sync'
import { formatBytes } from '@rollcall/sync'
import type { DeviceState } from '../state/device-state.ts'

/** What of an original lies in this folder: itself, a smaller version of it, or nothing. */
export type Fidelity = 'original' | 'preview' | 'none'

/** Files and bytes. Of `none`, the bytes are those that the originals would take. */
export interface FidelityCount {
  readonly items: number
  readonly bytes: number
}

/** How an item of the roll lies here; null for what is no original of the library, or is not to be here. */
export function fidelityOf({ item: { standing } }: Pick<RollEntry, 'item'>): Fidelity | null {
  switch (standing.kind) {
    case 'verified':
    case 'to_upload':
    case 'to_record':
      return 'original'
    case 'optimised':
      return standing.previewPath === null ? 'none' : 'preview'
    case 'to_download':
      return 'none'
    default:
      return null
  }
}

/** Counts the roll by what lies here. */
export function countFidelity(
  { folder }: DeviceState,
  { entries }: RollCall,
): Readonly<Record<Fidelity, FidelityCount>> {
  const previewBytes = previewSizes({ folder })
  const counts = { original: NOTHING, preview: NOTHING, none: NOTHING }
  for (const entry of entries) {
    const fidelity = fidelityOf(entry)
    if (fidelity === null) continue
    const { bytes, sha256 } = entry.item
    const lies = fidelity === 'preview' && sha256 !== null ? (previewBytes.get(sha256) ?? 0) : bytes
    counts[fidelity] = { items: counts[fidelity].items + 1, bytes: counts[fidelity].bytes + lies }
  }
  return counts
}

/** Tells how many bytes of an item's original, or of its smaller version, lie here; null for what is no original of the library. */
export function bytesHereFinder(
  state: Pick<DeviceState, 'folder'>,
): (entry: Pick<RollEntry, 'item'>) => number | null {
  const previewBytes = previewSizes(state)
  return ({ item }) => {
    const { bytes, sha256 } = item
    switch (fidelityOf({ item })) {
      case null:
        return null
      case 'original':
        return bytes
      case 'preview':
        return sha256 === null ? 0 : (previewBytes.get(sha256) ?? 0)
      case 'none':
        return 0
    }
  }
}

/** Sizes of the smaller versions that this device wrote, by the hash of their original. */
function previewSizes({ folder }: Pick<DeviceState, 'folder'>): ReadonlyMap<Sha256, number> {
  return new Map([...folder.previews().values()].map(({ originalSha256, bytes }) => [originalSha256, bytes]))
}

const NOTHING: FidelityCount = { items: 0, bytes: 0 }

/** Lines for people; none where every original is here. */
export function fidelityWords(counts: Readonly<Record<Fidelity, FidelityCount>>): readonly string[] {
  const { original, preview, none } = counts
  if (preview.items === 0 && none.items === 0) return []
  const say = ({ items, bytes }: FidelityCount, words: string) =>
    items === 0 ? [] : [`${items.toLocaleString('en')} ${words} (${formatBytes(bytes)})`]
  const parts = [
    ...say(original, original.items === 1 ? 'original' : 'originals'),
    ...say(preview, preview.items === 1 ? 'smaller version' : 'smaller versions'),
  ]
  const away = say(none, 'only on the server')
  return [
    `· On this device: ${[...parts, ...away].join(', ') || 'nothing'}. Fetch one with: rollcall fetch PATH`,
  ]
}
