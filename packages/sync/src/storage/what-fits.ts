/** What a roomful of things comes to. */
export interface Fitting<Thing> {
  /** The smallest first. */
  readonly fitting: readonly Thing[]
  readonly bytes: number
  readonly left: readonly Thing[]
}

/**
 * Of things that wait for room, those that still fit together: as many as there can be, so the smallest first [R8]. `roomBytes` null: no
 * limit. Things of the same bytes, by `sameAs`, take room once.
 */
export function whatFits<Thing extends { readonly bytes: number; readonly sameAs: string }>(
  things: readonly Thing[],
  roomBytes: number | null,
): Fitting<Thing> {
  const fitting: Thing[] = []
  const left: Thing[] = []
  const charged = new Set<string>()
  let bytes = 0
  for (const thing of things.toSorted((one, other) => one.bytes - other.bytes)) {
    const more = charged.has(thing.sameAs) ? 0 : thing.bytes
    if (roomBytes !== null && bytes + more > roomBytes) {
      left.push(thing)
      continue
    }
    charged.add(thing.sameAs)
    bytes += more
    fitting.push(thing)
  }
  return { fitting, bytes, left }
}
