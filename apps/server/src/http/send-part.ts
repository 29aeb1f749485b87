import type { Problem } from '@rollcall/protocol'
import { problem } from '@rollcall/protocol'
import type { OpenBlob } from '../blobs/blobs.ts'
import { problemAnswer } from './answers.ts'
import { byteRangeOf } from './byte-range.ts'
import { listsTag } from './lists-tag.ts'
import { streamOf } from './stream-of.ts'

/** Something stored that never changes under its tag. `headers` are those of the whole. */
export interface StoredWhole {
  /** In quotes. */
  readonly etag: string
  readonly bytes: number
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Answers something stored whole, in part (RFC 9110, sections 13 and 14), or only its headers. It is opened only when bytes are
 * sent; `open` answers a problem when that cannot be done.
 */
export async function sendPart(
  request: Request,
  { etag, bytes, headers: always }: StoredWhole,
  open: () => Promise<OpenBlob | Problem>,
): Promise<Response> {
  const headers = new Headers({ ...always, etag, 'accept-ranges': 'bytes' })
  if (listsTag(request.headers.get('if-none-match'), etag)) {
    return new Response(null, { status: 304, headers })
  }
  const isSame = (request.headers.get('if-range') ?? etag) === etag
  const range = isSame ? byteRangeOf(request.headers.get('range'), bytes) : null
  if (range === 'unsatisfiable') return notSatisfiable(bytes)
  const { from, to } = range ?? { from: 0, to: bytes }
  if (range !== null) headers.set('content-range', `bytes ${from}-${to - 1}/${bytes}`)
  headers.set('content-length', String(to - from))
  const status = range === null ? 200 : 206
  if (request.method === 'HEAD') return new Response(null, { status, headers })
  const opened = await open()
  if ('code' in opened) return problemAnswer(opened)
  return new Response(
    streamOf(opened.read(from, to), () => void opened.close()),
    { status, headers },
  )
}

function notSatisfiable(bytes: number): Response {
  const response = problemAnswer(problem('range_not_satisfiable', { bytes }))
  response.headers.set('content-range', `bytes */${bytes}`)
  return response
}
