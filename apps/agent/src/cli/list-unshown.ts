import type { Asset, Resource } from '@rollcall/protocol'
import { describeFailure } from './describe-media.ts'
import { printable } from './print-table.ts'

/** Files named in a status; the others are counted. */
const NAMED_MAX = 3

/** Originals that are safe and cannot be shown, as a damaged one. Sidecars are never shown. */
export function listUnshown(assets: Iterable<Asset>): readonly Resource[] {
  const unshown: Resource[] = []
  for (const { state, resources } of assets) {
    if (state !== 'live') continue
    for (const resource of resources) {
      if ((resource.derivatives?.failure ?? null) !== null && resource.role !== 'sidecar')
        unshown.push(resource)
    }
  }
  return unshown
}

/** A few lines about them, for a person. */
export function unshownWords(unshown: readonly Resource[]): readonly string[] {
  const lines = unshown.slice(0, NAMED_MAX).map(({ name, derivatives }) => {
    const failure = derivatives?.failure ?? ''
    return `· ${printable(name)} is safe and cannot be shown (${failure}): ${describeFailure(failure)}.`
  })
  const more = unshown.length - lines.length
  return more > 0
    ? [...lines, `· ${more} more are safe and cannot be shown. See: rollcall info PHOTO`]
    : lines
}
