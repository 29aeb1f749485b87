import type { LibraryApi } from '../server/server-api.ts'
import type { Pace } from './pace.ts'

/** Told of bytes of originals that have moved, up or down. */
type OnMoved = (bytes: number) => void

/** An API whose originals move no faster than `pace` lets them, in both directions. What is small goes as it did. */
export function pacedApi(api: LibraryApi, pace: Pick<Pace, 'take'>, onMoved: OnMoved): LibraryApi {
  const told = async <Answer>(bytes: number, send: () => Promise<Answer>): Promise<Answer> => {
    await pace.take(bytes)
    const answer = await send()
    onMoved(bytes)
    return answer
  }
  return {
    ...api,
    putBlob: (sha256, bytes) => told(bytes.length, () => api.putBlob(sha256, bytes)),
    putPart: (uploadId, part, bytes, digest) =>
      told(bytes.length, () => api.putPart(uploadId, part, bytes, digest)),
    getBlob: async (sha256, from) => {
      const answer = await api.getBlob(sha256, from)
      return answer.ok ? { ...answer, value: pacedBody(answer.value, pace, onMoved) } : answer
    },
  }
}

/** The same answer, with a body that is read at the pace. Leaving it ends the request. */
function pacedBody(response: Response, pace: Pick<Pace, 'take'>, onMoved: OnMoved): Response {
  if (response.body === null) return response
  const reader = response.body.getReader()
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { done, value } = await reader.read()
      if (done) {
        controller.close()
        return
      }
      await pace.take(value.length)
      onMoved(value.length)
      controller.enqueue(value)
    },
    cancel: (reason) => reader.cancel(reason),
  })
  return new Response(body, response)
}
