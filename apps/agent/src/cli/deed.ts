import type { Asset, AssetId, BatchId, Intent, Mutation, MutationOutcome, Sha256 } from '@rollcall/protocol'
import { batchIdSchema, clientIdSchema, mutationSchema } from '@rollcall/protocol'
import { holdLock } from '@rollcall/platform-node'
import type { LibraryDraft, RecordsBelow } from '@rollcall/sync'
import { applyMutation, assetIdOf, layerRecords, refusalWords } from '@rollcall/sync'
import { devicePaths } from '../folder/device-paths.ts'
import { CommandStop } from './exit.ts'
import type { OpenDevice } from './open-device.ts'
import { nameOf } from './photo-words.ts'
import { printable } from './print-table.ts'

/** What a deed leaves behind, as this device will see it until the server has spoken. */
export interface DeedResult {
  /** What undoes it as a whole: `rollcall undo ID`. Null when there was nothing to do. */
  readonly batchId: BatchId | null
  readonly asset: (id: AssetId) => Asset | null
  readonly records: RecordsBelow
}

/**
 * Does what a command asks for: tries every mutation on what this device sees, and queues all of them as one deed if none of them would
 * be refused; stops the command with the reason otherwise. Works offline; sent with the next sync.
 */
export function doDeed(device: OpenDevice, intents: readonly Intent[]): DeedResult {
  const { state, random } = device.ports
  const tried = tryIntents(device, intents)
  if (intents.length === 0) return { batchId: null, ...tried }
  const batch = { id: batchIdSchema.parse(random.hex(16)), undoes: null }
  state.transaction(() => {
    for (const intent of intents) state.replica.queue({ ...intent, batch }, null)
  })
  return { batchId: batch.id, ...tried }
}

/** The last line after a deed: when the others see it, and how to take it back. */
export function followWords({ root }: OpenDevice): string {
  const lock = holdLock(devicePaths(root).lock)
  lock?.release()
  const when = lock === null ? 'at once, if the server answers' : 'with the next sync'
  return `Other devices follow ${when}. To take it back: rollcall undo`
}

/** Runs the mutators that the server will run, on top of base and outbox. */
function tryIntents({ ports, config }: OpenDevice, intents: readonly Intent[]): Omit<DeedResult, 'batchId'> {
  const { state, clock, random } = ports
  const view = state.replica.view()
  const records = layerRecords(view.records)
  const touched = new Map<AssetId, Asset>()
  const asset = (id: AssetId) => touched.get(id) ?? view.asset(id)
  const baseSeq = state.replica.sightSeq()
  const context = {
    clientId: clientIdSchema.parse(state.values.get('client_id') ?? random.hex(16)),
    deviceName: config.deviceName,
    now: clock.now(),
  }
  for (const intent of intents) {
    const draft: LibraryDraft = {
      ...records,
      asset,
      putAsset: (changed) => touched.set(changed.id, changed),
      nextSeq: () => baseSeq,
      nextNo: () => 0,
      blobBytes: (sha256) => declaredBytes(intent, sha256),
      assetIdOf: (sha256, copyNo) => assetIdOf(ports.idKey, sha256, copyNo, ports.hmacSha256),
      assetHolding: () => null,
    }
    const mutation = { ...intent, n: 1, baseSeq, ageMs: 0 }
    refuseUnsayable(mutation)
    const outcome = applyMutation(draft, mutation, context)
    refuseRefusal(outcome, intent, { asset, records })
  }
  return { asset, records }
}

/** The server takes no push with such a mutation in it, so nothing after it would ever be sent. */
function refuseUnsayable(mutation: Mutation): void {
  const parsed = mutationSchema.safeParse(mutation)
  if (parsed.success) return
  const where = parsed.error.issues[0]?.path.join('.') ?? ''
  throw new CommandStop(
    `Nothing was changed. ${mutation.op} cannot be said like this${where === '' ? '' : `: ${printable(where)}`}.`,
  )
}

function refuseRefusal(
  outcome: MutationOutcome,
  { args }: Intent,
  { asset, records }: Omit<DeedResult, 'batchId'>,
): void {
  if (outcome.kind !== 'refused') return
  const photo = 'assetId' in args ? asset(args.assetId) : null
  const album = 'albumId' in args ? records.record('album', args.albumId) : null
  const about = photo === null ? printable(album?.name ?? 'This') : nameOf(photo)
  throw new CommandStop(`Nothing was changed. ${about}: ${refusalWords(outcome.code, outcome.facts)}.`)
}

/** What is declared by hand lies at the server; if not, it says so. */
function declaredBytes({ op, args }: Intent, sha256: Sha256): number | null {
  if (op !== 'create') return null
  return args.resources.find((resource) => resource.sha256 === sha256)?.bytes ?? null
}
