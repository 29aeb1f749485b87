import type { PickedFile, Stage } from './picked-file.ts'
import { copyName, isRead } from './picked-file.ts'
import { findHeld } from './find-held.ts'
import type { UploadWorld } from './upload-world.ts'
import type { TakenFile } from './take-file.ts'
import { takeFile } from './take-file.ts'

/*
 * How picked files get in: kept as a line of the roll at once, then read, one after the other.
 *
 * Stays whole: a list of short steps over the same world.
 */

/** Left free in this browser's store, for the library itself. Bytes. */
const RESERVE_BYTES = 64 * 1024 * 1024

/** Pictures made here at a time; each is a few kilobytes, and making one takes a moment. */
const THUMBNAILS_MAX = 200

/** Takes files in, one after the other. */
export interface Intake {
  /** Resolves when all are copied, or known to be read from where they are. */
  readonly add: (files: readonly File[]) => Promise<void>
}

/** Makes what takes files in. `thumbnails` gets the pictures that are made. */
export function createIntake(world: UploadWorld, thumbnails: Map<string, string>): Intake {
  const { log, ports, sources, changed, wake } = world
  const { clock, random } = ports
  let last: Promise<unknown> = Promise.resolve()

  async function add(files: readonly File[]): Promise<void> {
    const pick = random.hex(8)
    const picked = files.map((file) => ({ file, row: rowOf(file, pick) }))
    await dropTorn(picked.map(({ row }) => row))
    await log.put(picked.map(({ row }) => row))
    changed()
    for (const { file, row } of picked) {
      // Before each file: others fill the store as well.
      const { freeBytes } = await ports.conditions()
      const hasRoom = freeBytes === null || file.size + RESERVE_BYTES <= freeBytes
      await take(file, row, hasRoom)
    }
  }

  function rowOf(file: File, pick: string): PickedFile {
    return {
      id: random.hex(16),
      name: file.name,
      bytes: file.size,
      modifiedAt: file.lastModified,
      pickedAt: clock.now(),
      pick,
      stage: { kind: 'copying' },
      attempt: null,
    }
  }

  /** What the page went too early for is picked again: it is one file. */
  async function dropTorn(rows: readonly PickedFile[]): Promise<void> {
    const again = new Set(rows.map(likeness))
    for (const row of [...log.rows().values()])
      if (row.stage.kind === 'torn' && again.has(likeness(row))) await log.forget(row.id)
  }

  async function take(file: File, row: PickedFile, keepsCopy: boolean): Promise<void> {
    const taken = await takeFile(ports, row.id, file, keepsCopy)
    const stage = await stageOf(taken)
    const next: PickedFile = { ...row, stage }
    const twin = isRead(next) ? sameAs(next) : null
    if (twin !== null) {
      // The same bytes under the same name, picked twice: one file.
      await log.forget(row.id)
      await ports.files?.remove(copyName(row.id))
    } else {
      await log.put([next])
      if (stage.kind === 'safe') await ports.files?.remove(copyName(row.id))
      if (stage.kind === 'to_upload' && stage.heldAs === 'file') sources.set(row.id, file)
      await showPicture(next, file)
    }
    changed()
    wake()
  }

  async function stageOf(taken: TakenFile): Promise<Stage> {
    const idKey = world.idKey()
    const held = async (sha256: Parameters<typeof findHeld>[3]) =>
      idKey === null ? null : await findHeld(world.library.store, idKey, ports.hmacSha256, sha256)
    if (taken.kind === 'preview')
      return { ...taken, isOriginalHeld: (await held(taken.originalSha256)) !== null }
    if (taken.kind !== 'known') return taken
    const { content, heldAs } = taken
    const there = await held(content.sha256)
    if (there === null) return { ...content, kind: 'to_upload', heldAs }
    return { ...content, kind: 'safe', assetId: there.asset.id, verifiedAt: null, duplicateOf: there.name }
  }

  /** Another row of the same file, that comes to the same end. */
  function sameAs({ id, name, stage }: Extract<PickedFile, unknown>): PickedFile | null {
    if (!('sha256' in stage)) return null
    for (const other of log.rows().values()) {
      const isSame =
        other.id !== id && other.name === name && isRead(other) && other.stage.sha256 === stage.sha256
      const isThere =
        isSame && (other.stage.kind === stage.kind || other.stage.kind === 'safe' || canGoOn(other))
      if (isThere) return other
    }
    return null
  }

  function canGoOn({ id, stage }: PickedFile): boolean {
    if (stage.kind === 'to_record') return true
    return stage.kind === 'to_upload' && (stage.heldAs === 'copy' || sources.has(id))
  }

  async function showPicture({ id, stage }: PickedFile, file: File): Promise<void> {
    if (stage.kind !== 'to_upload' || stage.assetKind !== 'photo' || thumbnails.size >= THUMBNAILS_MAX) return
    const address = await ports.thumbnails.make(file)
    if (address !== null) thumbnails.set(id, address)
  }

  return {
    add: (files) => {
      const turn = last.then(() => add(files))
      last = turn.catch(() => undefined)
      return turn
    },
  }
}

function likeness({ name, bytes, modifiedAt }: PickedFile): string {
  return JSON.stringify([name, bytes, modifiedAt])
}
