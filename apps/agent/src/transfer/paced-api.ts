import type { LibraryApi } from '@rollcall/platform-client'
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
    putBlob: (sha256, bytes, signal) => told(bytes.length, () => api.putBlob(sha256, bytes, signal)),
    putPart: (uploadId, part, bytes, digest, signal) =>
      told(bytes.length, () => api.putPart(uploadId, part, bytes, digest, signal)),
    getBlob: async (sha256, from, signal) => {
      const answer = await api.getBlob(sha256, from, signal)
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

/** An API whose originals and smaller versions stop moving when `signal` is aborted; what was under way rejects with ServerAway. */
export function abortableApi(api: LibraryApi, signal: AbortSignal): LibraryApi {
  return {
    ...api,
    putBlob: (sha256, bytes) => api.putBlob(sha256, bytes, signal),
    putPart: (uploadId, part, bytes, digest) => api.putPart(uploadId, part, bytes, digest, signal),
    getBlob: (sha256, from) => api.getBlob(sha256, from, signal),
    getPreview: (sha256, version) => api.getPreview(sha256, version, signal),
  }
}
