/** The first answer that is not null; null when there is none. */
export function firstOf<Source, Found>(
  sources: readonly Source[],
  read: (source: Source) => Found | null,
): Found | null {
  for (const source of sources) {
    const found = read(source)
    if (found !== null) return found
  }
  return null
}
