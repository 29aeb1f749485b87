/** A part of a search as it was typed: a word, or what stands between quotation marks. */
export interface SearchPiece {
  /** What stood before its colon, in lower case; null without one. */
  readonly field: string | null
  readonly text: string
  readonly isQuoted: boolean
  /** A minus stood before it. */
  readonly isNot: boolean
}

const PIECE =
  /(?<minus>[-\u2212\u2013])?(?:(?<field>\p{L}{2,12}):[ \t]*)?(?:["\u201c\u201d\u201e\u00ab](?<quoted>[^"\u201c\u201d\u00bb]*)["\u201c\u201d\u00bb]?|(?<bare>[^\s"\u201c\u201d\u201e]+))/gu

/** Divides a search at its spaces, but not within quotation marks. A colon makes a field of a word that `isField`. */
export function splitSearch(text: string, isField: (word: string) => boolean): readonly SearchPiece[] {
  const pieces: SearchPiece[] = []
  for (const { groups } of text.matchAll(PIECE)) {
    const { minus, field, quoted, bare } = groups ?? {}
    const name = field?.toLowerCase() ?? null
    const isKnown = name !== null && isField(name)
    const said = quoted ?? bare ?? ''
    pieces.push({
      field: isKnown ? name : null,
      text: isKnown || field === undefined ? said : `${field}:${said}`,
      isQuoted: quoted !== undefined && (isKnown || field === undefined),
      isNot: minus !== undefined,
    })
  }
  return pieces
}
