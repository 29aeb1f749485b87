/** Prints rows under a heading, columns as wide as their longest cell. Control characters in cells are made visible. */
export function printTable(heading: readonly string[], rows: readonly (readonly string[])[]): void {
  const cells = [heading, ...rows].map((row) => row.map(printable))
  const widths = heading.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  for (const row of cells) {
    console.log(
      row
        .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
  }
}

/** A text that a terminal cannot mistake for commands, such as a file name with an escape sequence in it. */
export function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  )
}

/** A text as one word of a command that people copy into their shell, whatever is in it. */
export function quoted(text: string): string {
  if (/^[\w./-]+$/.test(text)) return text
  return /["$`\\!]/.test(text) ? `'${printable(text).replaceAll("'", "'\\''")}'` : `"${printable(text)}"`
}
