import type { LibraryId, Outcome, PackedDerivative, Problem, Sha256 } from '@rollcall/protocol'
import { accepted, PACK_DERIVATIVES_MAX, readDerivativePack } from '@rollcall/protocol'
import { blocksOf } from './blocks-of.ts'
import type { Caller } from './server-api.ts'
import { ServerAway } from './server-away.ts'

/** A pack of small derivatives is never larger, bytes. */
const PACK_BYTES_MAX = 64 * 1024 * 1024

/** What of an original is asked for; see `derivativeKindSchema`. */
type DerivativeKind = 'small' | 'medium' | 'preview' | 'stream'

/** Below which all addresses of the server stand. */
const API = '/api/v1'

/**
 * The address of a smaller version of an original, or of a look by its render id, as a page of the same server shows it. `version` is
 * `DERIVATIVE_VERSION` of media. What it means never changes.
 */
export function derivativePath(
  libraryId: LibraryId,
  version: number,
  sha256: Sha256,
  kind: DerivativeKind,
): string {
  return `${API}/libraries/${libraryId}/derivatives/${version}/${sha256}/${kind}`
}

/** The address of an original, as a page of the same server downloads it. */
export function originalPath(libraryId: LibraryId, sha256: Sha256): string {
  return `${API}/libraries/${libraryId}/blobs/${sha256}`
}

/** Smaller versions of originals, many at once. Refusals are values, as in `LibraryApi`. */
export interface DerivativesApi {
  /** Of up to `PACK_DERIVATIVES_MAX` originals, in their order, null where the server has none yet. */
  readonly pack: (
    version: number,
    kind: 'small' | 'medium',
    of: readonly Sha256[],
  ) => Promise<Outcome<readonly PackedDerivative[], Problem>>
}

/** The routes about the derivatives of one library. */
export function createDerivativesApi({ send }: Caller, libraryId: LibraryId): DerivativesApi {
  return {
    pack: async (version, kind, of) => {
      if (of.length === 0) return accepted([])
      if (of.length > PACK_DERIVATIVES_MAX)
        throw new Error(`Cannot fetch pack: it is to hold ${of.length} derivatives`)
      const path = `libraries/${libraryId}/derivatives/${version}/packs/${kind}?of=${of.join(',')}`
      const answer = await send({ method: 'GET', path })
      if (!answer.ok) return answer
      const pack = readDerivativePack(await readWithin(answer.value, PACK_BYTES_MAX))
      if (pack === null) throw new ServerAway('server_unreachable', { failure: 'its answer broke off' })
      return accepted(pack)
    },
  }
}

async function readWithin(response: Response, bytesMax: number): Promise<Uint8Array> {
  const blocks: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const block of blocksOf(response)) {
      bytes += block.length
      if (bytes > bytesMax) throw new ServerAway('server_too_old', { failure: 'its answer has no end' })
      blocks.push(block)
    }
  } catch (error) {
    throw ServerAway.from(error, null)
  }
  const whole = new Uint8Array(bytes)
  let at = 0
  for (const block of blocks) {
    whole.set(block, at)
    at += block.length
  }
  return whole
}
