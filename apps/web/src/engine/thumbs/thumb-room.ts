/*
 * Which kept pictures make way for others. They come and go by the pack, as they were fetched. Pure.
 */

/** A pack of small pictures that is kept. */
export interface KeptPack {
  readonly pack: number
  readonly bytes: number
  /** When one of its pictures was shown last, or it was fetched; any clock that does not go back. */
  readonly usedAt: number
  /** Whether half of it or more is of the newest photos, those that there is room for: then a swap for others would gain nothing. */
  readonly isNear: boolean
}

/**
 * The packs to let go of, the least recently used first, until `overBytes` are free; fewer where nothing else may go. `mayDropNear`: also
 * those of the newest photos, last, where the room itself has become smaller.
 */
export function packsToDrop(
  packs: readonly KeptPack[],
  overBytes: number,
  { mayDropNear }: { readonly mayDropNear: boolean },
): readonly number[] {
  const inOrder = packs
    .filter(({ isNear }) => mayDropNear || !isNear)
    .toSorted((one, other) => Number(one.isNear) - Number(other.isNear) || one.usedAt - other.usedAt)
  const dropped: number[] = []
  let over = overBytes
  for (const { pack, bytes } of inOrder) {
    if (over <= 0) break
    dropped.push(pack)
    over -= bytes
  }
  return dropped
}
