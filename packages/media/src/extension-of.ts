/**
 * A file name's extension: lower case, without the dot; '' when it has none. Dots and spaces at the end do not
 * count, as Windows does not count them: `IMG_1.JPG. ` has `jpg`. A name that is all extension (`.jpg`) has it too.
 */
export function extensionOf(name: string): string {
  let end = name.length
  while (end > 0 && ' .'.includes(name.charAt(end - 1))) end -= 1
  const dot = name.lastIndexOf('.', end - 1)
  return dot === -1 || end === 0 ? '' : name.slice(dot + 1, end).toLowerCase()
}
