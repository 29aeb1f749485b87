/** Bytes that a name takes on most systems at most, less what tells equal ones apart. */
const NAME_BYTES_MAX = 240

/** Signs that a name must not have on some system that people unpack on. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must not be in a name.
const FORBIDDEN = /[\u0000-\u001f<>:"/\\|?*\u007f]/g

/**
 * Names under which files can lie in one folder: without folders, as every system takes them, and each another one, however small and large
 * letters are told apart: `IMG_1.JPG`, `img_1 (2).jpg`. In their order.
 */
export function keepNamesApart(names: readonly string[]): readonly string[] {
  const taken = new Set<string>()
  return names.map((name) => {
    const plain = plainName(name)
    const [, stem = plain, ending = ''] = /^(.+?)(\.[^.]{1,10})?$/s.exec(plain) ?? []
    let apart = plain
    for (let number = 2; taken.has(keyOf(apart)); number++) apart = `${stem} (${number})${ending}`
    taken.add(keyOf(apart))
    return apart
  })
}

function plainName(name: string): string {
  const plain = name
    .normalize('NFC')
    .replaceAll(FORBIDDEN, '_')
    .replace(/[. ]+$/, '')
    .replace(/^\.+/, '')
  return shortened(plain === '' ? 'photo' : plain)
}

function shortened(name: string): string {
  const ending = /\.[^.]{1,10}$/.exec(name)?.[0] ?? ''
  let stem = [...name.slice(0, name.length - ending.length)]
  while (Buffer.byteLength(stem.join('') + ending) > NAME_BYTES_MAX) stem = stem.slice(0, -1)
  return stem.join('') + ending
}

function keyOf(name: string): string {
  return name.toLowerCase()
}
