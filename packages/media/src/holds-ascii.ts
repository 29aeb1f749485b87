/** Whether the bytes hold an ASCII text, which is not empty. Decodes nothing, so it is cheap to ask of every file. */
export function holdsAscii(bytes: Uint8Array, text: string): boolean {
  const first = text.charCodeAt(0)
  for (let at = bytes.indexOf(first); at !== -1; at = bytes.indexOf(first, at + 1)) {
    let length = 1
    while (length < text.length && bytes[at + length] === text.charCodeAt(length)) length++
    if (length === text.length) return true
  }
  return false
}
