/**
 * The bytes of an answer as they come, read by a reader of their own: not every browser can iterate over a stream. Who stops early lets
 * go of the answer.
 */
export async function* blocksOf({ body }: Pick<Response, 'body'>): AsyncGenerator<Uint8Array, void> {
  if (body === null) return
  const reader = body.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    await reader.cancel().catch(() => undefined) // an answer that broke off is let go of already
  }
}
