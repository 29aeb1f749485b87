/** Unpacks a gzip file (RFC 1952) of up to `bytesMax` bytes. Null when it is none, is cut short, or holds more. */
export async function gunzipWithin(
  file: Uint8Array<ArrayBuffer>,
  bytesMax: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const reader = new Blob([file]).stream().pipeThrough(new DecompressionStream('gzip')).getReader()
  const blocks: Uint8Array[] = []
  let bytes = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      bytes += value.length
      if (bytes > bytesMax) return null
      blocks.push(value)
    }
  } catch {
    return null
  } finally {
    await reader.cancel().catch(() => undefined) // what broke is let go of already
  }
  const whole = new Uint8Array(bytes)
  let at = 0
  for (const block of blocks) {
    whole.set(block, at)
    at += block.length
  }
  return whole
}
