import { createHash } from 'node:crypto'
import { DERIVATIVE_VERSION } from '@rollcall/media'
import type { LibraryId } from '@rollcall/protocol'
import type { DerivationRow, DerivationWork, DerivativeRow, LibraryWriter } from '../store/store.ts'
import { writeAndPoke } from '../uploads/write-and-poke.ts'
import type { DerivationPorts } from './derivation-ports.ts'
import type { DeriveResult, MadeFile } from './deriver.ts'
import { isChecked } from './derivative-files.ts'
import { readDerivative } from './read-derivative.ts'
import { refreshAsset, refreshAssetsWith } from './refresh-asset.ts'
import { dropRenditions, renderIdOfAsset } from './renditions.ts'

/** Tries of a file that took too much time or memory, or was there when a decoder crashed: the machine may have been busy. */
const TRIES_MAX = 3

/** A file that was begun so often and never ended is let alone: it may be what stops the server. */
const STARTS_MAX = 8

/** The first pause before such a file is tried again; each further one is four times as long. */
const RETRY_AFTER_MS = 60_000

const HARMFUL: ReadonlySet<string> = new Set(['out_of_time', 'out_of_memory', 'crashed'])

/**
 * Looks into one original, or does a recipe to one, makes its derivatives and tells the library, in one turn. Killed at any line, the original is work
 * again when its claim runs out. Rejects when the disk or the store does, and when the original is gone, which a check of the
 * store will tell.
 */
export async function deriveOriginal(
  ports: DerivationPorts,
  libraryId: LibraryId,
  work: DerivationWork,
  signal: AbortSignal,
): Promise<void> {
  if (work.wants === 'look_hash') return await hashOriginal(ports, libraryId, work, signal)
  const { look, bytes, name, modifiedAt, wants } = work
  const sha256 = look?.sha256 ?? work.sha256
  const path = await ports.blobs.localPath(sha256)
  if (path === null) throw new Error(`Cannot make derivatives of ${sha256}: the original is not on the disk`)
  const recipe = look?.recipe ?? null
  await ports.derivativeFiles.withWorkFolder(async (outFolder) => {
    const job = { wants, path, name, modifiedAt, sha256, bytes, recipe, outFolder }
    const result = work.attempts < STARTS_MAX ? await ports.deriver.derive(job, signal) : NEVER_ENDED
    const rows = result.outcome.kind === 'made' ? await keepFiles(ports, work, result.outcome.files) : []
    await writeAndPoke(ports, libraryId, (writer) =>
      record(writer, { work, result, rows, now: ports.clock.now() }),
    )
  })
}

/** Works out the look hash of a picture that an earlier release made, which takes a hundredth of the time that making it took. */
async function hashOriginal(
  ports: DerivationPorts,
  libraryId: LibraryId,
  work: DerivationWork,
  signal: AbortSignal,
): Promise<void> {
  const { sha256, name, modifiedAt } = work
  const small = await ports.store.read(libraryId, (reader) => reader.derivative(sha256, 'small'))
  if (small === null) {
    await ports.store.write(libraryId, (writer) => writer.putLookHash(sha256, null))
    return
  }
  const bytes = await readDerivative(ports, libraryId, small)
  if (bytes === null) return // it is made again, with its hash
  await ports.derivativeFiles.withWorkFolder(async (outFolder) => {
    const path = await ports.derivativeFiles.layOut(outFolder, bytes)
    const file = { path, name, modifiedAt, sha256, bytes: bytes.length, outFolder }
    const { outcome } = await ports.deriver.derive({ wants: 'look_hash', ...file, recipe: null }, signal)
    await writeAndPoke(ports, libraryId, (writer) => {
      writer.putLookHash(sha256, outcome.kind === 'made' ? outcome.lookHash : null)
      refreshAssetsWith(writer, sha256)
    })
  })
}

const NEVER_ENDED: DeriveResult = {
  facts: null,
  outcome: { kind: 'failed', code: 'crashed', detail: `begun ${STARTS_MAX} times without an end` },
  isStreamNeeded: false,
}

async function keepFiles(
  { derivativeFiles }: DerivationPorts,
  { sha256 }: DerivationWork,
  made: readonly MadeFile[],
): Promise<DerivativeRow[]> {
  const rows: DerivativeRow[] = []
  for (const file of made) {
    const { kind, mime, bytes, width, height } = file
    // Checked at every reading, as a power cut may have torn them; a stream is too large for that, and is synced instead.
    const content = isChecked(file) ? await derivativeFiles.readMade(file) : null
    const digest = content === null ? '' : createHash('sha256').update(content).digest('hex')
    const place = await derivativeFiles.keep(sha256, file, content)
    rows.push({ sha256, kind, version: DERIVATIVE_VERSION, mime, bytes, width, height, digest, ...place })
  }
  return rows
}

interface Recorded {
  readonly work: DerivationWork
  readonly result: DeriveResult
  readonly rows: readonly DerivativeRow[]
  readonly now: number
}

function record(writer: LibraryWriter, { work, result, rows, now }: Recorded): void {
  const { sha256, look, wants, attempts } = work
  const { outcome } = result
  if (outcome.kind === 'failed' && HARMFUL.has(outcome.code) && attempts + 1 < TRIES_MAX) {
    writer.postponeDerivation(sha256, now + RETRY_AFTER_MS * 4 ** attempts)
    return
  }
  if (look !== null) {
    recordLook(writer, { work, result, rows, now })
    return
  }
  if (writer.blob(sha256) === null) {
    // Purged while it was worked on: nobody would ever look for what was made of it.
    for (const { file } of rows) writer.putRemoval({ sha256, derivative: file })
    return
  }
  for (const row of rows) writer.putDerivative(row)
  const before = writer.derivation(sha256)
  if (wants === 'stream' && before !== null) {
    // A photo whose motion cannot be played is a photo all the same.
    const isTold = outcome.kind === 'failed' && before.facts?.kind === 'video'
    const failure = isTold ? { code: outcome.code, detail: outcome.detail } : before.failure
    writer.putDerivation(sha256, { ...before, failure }, false)
  } else {
    const hasStream = writer.derivative(sha256, 'stream')?.version === DERIVATIVE_VERSION
    writer.putDerivation(sha256, derivationOf(result), result.isStreamNeeded && !hasStream)
  }
  refreshAssetsWith(writer, sha256)
}

/** Whoever had the look may have got another one meanwhile. The earlier looks of those who still have it have had their day. */
function recordLook(writer: LibraryWriter, { work, result, rows }: Recorded): void {
  const renderId = work.sha256
  const assets = writer.assetsWithRendition(renderId)
  const unneeded: DerivativeRow[] = assets.length === 0 ? [...rows] : []
  if (assets.length > 0) {
    for (const row of rows) writer.putDerivative(row)
    // What the file says of itself is kept with the file.
    writer.putDerivation(renderId, { ...derivationOf(result), facts: null }, false)
  }
  for (const asset of assets) {
    if (renderIdOfAsset(asset) === renderId) unneeded.push(...dropRenditions(writer, asset.id, renderId))
    refreshAsset(writer, asset.id)
  }
  for (const { sha256, file } of unneeded) writer.putRemoval({ sha256, derivative: file })
}

function derivationOf({ facts, outcome }: DeriveResult): DerivationRow {
  const base = { version: DERIVATIVE_VERSION, facts }
  if (outcome.kind === 'failed') {
    const failure = { code: outcome.code, detail: outcome.detail }
    const nothing = { width: null, height: null, thumbhash: null, colour: null, lookHash: null, from: null }
    return { ...base, ...nothing, failure }
  }
  const { width, height, thumbhash, colour, lookHash, from } = outcome
  return { ...base, width, height, thumbhash, colour, lookHash, from, failure: null }
}
