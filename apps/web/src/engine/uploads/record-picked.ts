import type { AssetId, MutationOutcome, Sha256 } from '@rollcall/protocol'
import { assetIdOf, backoffMs } from '@rollcall/sync'
import type { UploadWorld } from './upload-world.ts'
import { declarePicked } from './declare-picked.ts'
import { findHeld } from './find-held.ts'
import type { PickedFile, ReadFile } from './picked-file.ts'
import { copyName } from './picked-file.ts'

/*
 * The bytes are durable; now the library is to name them. A `create` is queued like any other change made here, and the file is safe once
 * the server has decided it. Queuing it twice is no harm: the second one finds the photo.
 *
 * Stays whole: what the server has decided is one small map of a few functions.
 */

/** See the file's header. */
export interface Recorder {
  /** The outbox may hold decisions; to be called before it is trimmed. */
  readonly hear: () => void
  /** Takes every file a step on whose bytes the server has. */
  readonly record: () => Promise<void>
}

type ToRecord = ReadFile & { readonly stage: Extract<ReadFile['stage'], { kind: 'to_record' }> }

/** Makes a recorder. */
export function createRecorder(world: UploadWorld): Recorder {
  const { library, log, ports, sources } = world
  const { store } = library
  /** What the server said of files declared here, until it is acted on. */
  const decided = new Map<Sha256, MutationOutcome>()
  const idOf = (idKey: string) => (sha256: Sha256) => assetIdOf(idKey, sha256, 0, ports.hmacSha256)

  function hear(): void {
    for (const { intent, outcome } of store.state().outbox) {
      if (intent.op !== 'create' || outcome === null) continue
      // The last file is the one that it was sent for; those before it were decided by themselves.
      const declared = intent.args.resources.at(-1)
      if (declared !== undefined) decided.set(declared.sha256, outcome)
    }
  }

  async function recordOne(
    row: ToRecord,
    idKey: string,
    inOutbox: ReadonlySet<Sha256>,
  ): Promise<PickedFile | null> {
    const { stage } = row
    const outcome = decided.get(stage.sha256)
    if (outcome?.kind === 'refused') {
      decided.delete(stage.sha256)
      return sentAgain(row)
    }
    if (outcome !== undefined) return safe(row, stage.assetId ?? idOf(idKey)(stage.sha256))
    if (inOutbox.has(stage.sha256)) return null
    const ids = stage.assetId === null ? [] : [stage.assetId]
    const held = await findHeld(store, idKey, ports.hmacSha256, stage.sha256, ids)
    if (held !== null) return safe(row, held.asset.id, stage.assetId === null ? held.name : null)
    const declaration = declarePicked(row, log.rows().values(), idOf(idKey))
    if (declaration.kind === 'wait') return null
    await library.replica.queue([declaration.intent])
    library.wake()
    return { ...row, stage: { ...stage, assetId: declaration.assetId } }
  }

  function safe(row: ToRecord, assetId: AssetId, duplicateOf: string | null = null): PickedFile {
    const { heldAs: _, ...content } = row.stage
    return { ...row, stage: { ...content, kind: 'safe', assetId, duplicateOf }, attempt: null }
  }

  /** The library would not name it, as after its server was set back: the bytes are sent once more. */
  function sentAgain(row: ToRecord): PickedFile {
    const { verifiedAt: _, assetId: __, ...content } = row.stage
    const count = (row.attempt?.count ?? 0) + 1
    const nextTry = ports.clock.now() + backoffMs(count, ports.random.fraction())
    const attempt = { code: 'readback_mismatch', facts: {}, count, nextTry } as const
    return { ...row, stage: { ...content, kind: 'to_upload' }, attempt }
  }

  return {
    hear,
    record: async () => {
      const idKey = world.idKey()
      if (idKey === null || store.state().cursor === null) return
      hear()
      const inOutbox = new Set(
        store
          .state()
          .outbox.flatMap(({ intent }) =>
            intent.op === 'create' ? intent.args.resources.map(({ sha256 }) => sha256) : [],
          ),
      )
      for (const row of [...log.rows().values()]) {
        if (!isToRecord(row)) continue
        const next = await recordOne(row, idKey, inOutbox)
        if (next === null) continue
        await log.put([next])
        if (next.stage.kind === 'safe') {
          decided.delete(row.stage.sha256)
          sources.delete(row.id)
          if (row.stage.heldAs === 'copy') await ports.files?.remove(copyName(row.id))
        }
        world.changed()
      }
    },
  }
}

function isToRecord(row: PickedFile): row is ToRecord {
  return row.stage.kind === 'to_record'
}
