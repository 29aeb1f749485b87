import { createHash } from 'node:crypto'
import type { DerivativeKind } from '@rollcall/media'
import { DERIVATIVE_VERSION } from '@rollcall/media'
import type { LibraryId, Sha256 } from '@rollcall/protocol'
import type { OpenBlob } from '../blobs/blobs.ts'
import type { DerivativeRow } from '../store/store.ts'
import type { DerivationPorts } from './derivation-ports.ts'

/** A derivative as the store has it. That its bytes are there too is seen when it is opened. */
export type StoredDerivative = DerivativeRow

type ReadPorts = Pick<DerivationPorts, 'store' | 'derivativeFiles' | 'wants' | 'log'>

/** The current derivative of an original; null when there is none, which makes the original the next to be worked on. */
export async function findDerivative(
  { store, wants }: ReadPorts,
  libraryId: LibraryId,
  sha256: Sha256,
  kind: DerivativeKind,
): Promise<StoredDerivative | null> {
  const row = await store.read(libraryId, (reader) => reader.derivative(sha256, kind))
  if (row !== null && row.version === DERIVATIVE_VERSION) return row
  wants.want(libraryId, sha256)
  return null
}

/** The bytes of a derivative, checked; null when they are gone or are not what they were: then they are made again. */
export async function readDerivative(
  ports: ReadPorts,
  libraryId: LibraryId,
  row: StoredDerivative,
): Promise<Uint8Array | null> {
  const bytes = await readBytes(ports, row)
  if (bytes !== null) return bytes
  await makeAgain(ports, libraryId, row)
  return null
}

/** Opens a derivative to be sent; null as in {@link readDerivative}. All but streams are checked first, those by length. */
export async function openDerivative(
  ports: ReadPorts,
  libraryId: LibraryId,
  row: StoredDerivative,
): Promise<OpenBlob | null> {
  if (row.digest !== '') {
    const bytes = await readDerivative(ports, libraryId, row)
    if (bytes === null) return null
    return {
      bytes: bytes.length,
      close: async () => undefined,
      read: async function* (from, to) {
        yield bytes.subarray(from, to)
      },
    }
  }
  const file = await ports.derivativeFiles.open(row)
  if (file?.bytes === row.bytes) return file
  await file?.close()
  await makeAgain(ports, libraryId, row)
  return null
}

async function readBytes({ derivativeFiles }: ReadPorts, row: StoredDerivative): Promise<Uint8Array | null> {
  const { position, bytes, digest } = row
  const file = await derivativeFiles.open(row)
  if (file === null) return null
  if (file.bytes < position + bytes) {
    await file.close()
    return null
  }
  const blocks: Uint8Array[] = []
  for await (const block of file.read(position, position + bytes)) blocks.push(block)
  const whole = Buffer.concat(blocks)
  return digest === '' || createHash('sha256').update(whole).digest('hex') === digest ? whole : null
}

async function makeAgain(
  { store, wants, log }: ReadPorts,
  libraryId: LibraryId,
  { sha256, kind }: StoredDerivative,
): Promise<void> {
  log.info('a derivative is gone; it is made again', { sha256, kind })
  const which = kind === 'stream' ? 'stream' : 'stills'
  await store.write(libraryId, (writer) => writer.forgetDerivation(sha256, which))
  wants.want(libraryId, sha256)
}
