/** Longer than any element name that this package looks for. */
const MAX_NAME_LENGTH = 64

/**
 * The name of an XML text's root element, with its prefix: `svg`, `x:xmpmeta`. Steps over declarations, comments
 * and a document type with entities, and expands nothing. Null when the text is not XML or ends before its root.
 * The time it takes grows with the text's length only, whatever the text.
 */
export function findXmlRoot(text: string): string | null {
  let at = 0
  for (;;) {
    at = skipSpace(text, at)
    if (text.startsWith('<?', at)) at = skipPast(text, '?>', at + 2)
    else if (text.startsWith('<!--', at)) at = skipPast(text, '-->', at + 4)
    else if (/^<!doctype/i.test(text.slice(at, at + 9))) at = skipDocumentType(text, at + 9)
    else return /^<([A-Za-z_][\w.:-]*)/.exec(text.slice(at, at + MAX_NAME_LENGTH))?.[1] ?? null
  }
}

function skipSpace(text: string, from: number): number {
  let at = from
  while (at < text.length && ' \t\r\n'.includes(text.charAt(at))) at += 1
  return at
}

/** Where the text goes on after `end`; the text's length when `end` does not come. */
function skipPast(text: string, end: string, from: number): number {
  const at = text.indexOf(end, from)
  return at === -1 ? text.length : at + end.length
}

/** Entities are declared between brackets, and hold `>` in quotes, comments and declarations of their own. */
function skipDocumentType(text: string, from: number): number {
  let isInBrackets = false
  let at = from
  while (at < text.length) {
    const character = text.charAt(at)
    if (character === '"' || character === "'") at = skipPast(text, character, at + 1)
    else if (text.startsWith('<!--', at)) at = skipPast(text, '-->', at + 4)
    else {
      at += 1
      if (character === '[') isInBrackets = true
      if (character === ']') isInBrackets = false
      if (character === '>' && !isInBrackets) return at
    }
  }
  return at
}
