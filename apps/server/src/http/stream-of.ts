/**
 * A response body out of pieces, read only as fast as the client takes them. Calls `onEnd` once: when the pieces end, fail,
 * or the client goes away. `onEnd` must also end a generator that is waiting, such as by aborting what it waits for.
 */
export function streamOf(pieces: AsyncIterable<Uint8Array>, onEnd: () => void): ReadableStream<Uint8Array> {
  const iterator = pieces[Symbol.asyncIterator]()
  let isOver = false
  // A reader that leaves while a piece is made ends the stream twice.
  const end = () => {
    if (!isOver) onEnd()
    isOver = true
  }
  return new ReadableStream(
    {
      pull: async (controller) => {
        try {
          const next = await iterator.next()
          if (next.done !== true) return controller.enqueue(next.value)
          controller.close()
          end()
        } catch (error) {
          end()
          controller.error(error)
        }
      },
      cancel: async () => {
        end()
        await iterator.return?.()
      },
    },
    { highWaterMark: 0 },
  )
}
