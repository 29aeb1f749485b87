/** Bytes `from ≤ position < to` of a file. */
export interface ByteRange {
  readonly from: number
  readonly to: number
}

/**
 * The part of a file of `bytes` bytes that a `Range` header asks for (RFC 9110, section 14). Null when it asks for none, for
 * several, or in a unit we do not know: then the whole is sent. `unsatisfiable` when it lies outside the file.
 */
export function byteRangeOf(header: string | null, bytes: number): ByteRange | 'unsatisfiable' | null {
  const match = /^bytes=\s*(\d{0,15})-(\d{0,15})\s*$/i.exec(header ?? '')
  const [first = '', last = ''] = match?.slice(1) ?? []
  if (first === '' && last === '') return null
  if (first === '')
    return last === '0' || bytes === 0
      ? 'unsatisfiable'
      : { from: Math.max(0, bytes - Number(last)), to: bytes }
  const from = Number(first)
  if (last !== '' && Number(last) < from) return null
  if (from >= bytes) return 'unsatisfiable'
  return { from, to: last === '' ? bytes : Math.min(bytes, Number(last) + 1) }
}
