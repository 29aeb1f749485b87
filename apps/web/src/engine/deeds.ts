import type { Asset, AssetId, BatchId, Intent, MutationOutcome, Sha256 } from '@rollcall/protocol'
import { mutationSchema } from '@rollcall/protocol'
import type { Clock, HmacSha256, LibraryDraft, UndoView } from '@rollcall/sync'
import { applyMutation, assetIdOf, layerRecords, overlayOf, planUndo, refusalWords } from '@rollcall/sync'
import type { DeedOutcome } from './library-client.ts'
import { viewedMutations } from './replica/outbox.ts'
import type { WebReplica } from './replica/web-replica.ts'
import type { LibraryStore } from './store/library-store.ts'
import { readJournal } from './view/journal-view.ts'
import { assetsNamedIn, overBase } from './view/library-view.ts'

/*
 * What people do. All intents of a deed are tried on base ⊕ outbox by the mutators that the server will run, and queued as one batch if
 * none of them would be refused; otherwise nothing is changed, and the sentence says why. Nothing here asks the server.
 */

/** Intents of one deed; a page that wants more does it in parts. */
const INTENTS_MAX = 20_000

/** Copies of one original that are looked for: people make few. */
const COPIES_MAX = 100

/** What deeds need. */
export interface DeedWorld {
  readonly store: LibraryStore
  readonly replica: Pick<WebReplica, 'queue'>
  readonly clock: Clock
  readonly deviceName: () => string
  /** The secret that asset ids follow from (hex); null before the first sign-in. */
  readonly idKey: () => string | null
  readonly hmacSha256: HmacSha256
}

/** Does intents as the batch `batchId`. Asked again with the same, it does nothing more. */
export async function act(
  world: DeedWorld,
  intents: readonly Intent[],
  batchId: BatchId,
): Promise<DeedOutcome> {
  const idKey = world.idKey()
  if (idKey === null) return { kind: 'refused', sentence: 'Nothing was changed. Sign in first.' }
  if (intents.length === 0) return { kind: 'done', batchId: null }
  if (intents.length > INTENTS_MAX)
    return { kind: 'refused', sentence: `Nothing was changed. Choose at most ${INTENTS_MAX} at a time.` }
  if (isDone(world.store, batchId)) return { kind: 'done', batchId }
  const refusal = await tryIntents(world, intents, idKey)
  if (refusal !== null) return { kind: 'refused', sentence: refusal }
  await world.replica.queue(intents.map((intent) => ({ ...intent, batch: { id: batchId, undoes: null } })))
  return { kind: 'done', batchId }
}

/** Takes a batch back as the batch `id`, as far as nobody has changed the same since. */
export async function undo(world: DeedWorld, batchId: BatchId, id: BatchId): Promise<DeedOutcome> {
  const { store, replica } = world
  const idKey = world.idKey()
  const wish = { choose: () => [batchId], createdMax: INTENTS_MAX }
  const [entry] = await readJournal(store, world, wish)
  if (entry === undefined || idKey === null)
    return { kind: 'refused', sentence: 'Nothing was changed. The journal does not have this any more.' }
  if (isDone(store, id)) return { kind: 'done', batchId: id }
  const named = entry.changes.flatMap(({ assetId }) => assetId ?? [])
  const plan = await overView(world, [...named, ...entry.created], (view) =>
    planUndo({ ...view, copyNoOf: copyNoFinder(idKey, world.hmacSha256) }, entry, id),
  )
  const intents = plan.steps.flatMap((step) => step.intents)
  if (intents.length > 0) {
    await replica.queue(intents)
    return { kind: 'done', batchId: id }
  }
  if (plan.left.length === 0) return { kind: 'done', batchId: null }
  return { kind: 'refused', sentence: 'Nothing was changed. All of it was changed again since.' }
}

/** Whether a batch waits here, or has been sent: the one who asked for it was not answered, and asks again. */
function isDone(store: LibraryStore, batchId: BatchId): boolean {
  const isQueued = store.state().outbox.some(({ intent }) => intent.batch?.id === batchId)
  return isQueued || store.base().records.record('batch', batchId) !== null
}

/** What would be refused, in a sentence; null when nothing would. */
async function tryIntents(
  world: DeedWorld,
  intents: readonly Intent[],
  idKey: string,
): Promise<string | null> {
  const { store, clock, deviceName, hmacSha256 } = world
  const context = { clientId: store.state().line.clientId, deviceName: deviceName(), now: clock.now() }
  const baseSeq = store.state().cursor?.seq ?? 0
  return await overView(world, intents.flatMap(assetsNamedIn), (view) => {
    const records = layerRecords(view.records)
    const touched = new Map<AssetId, Asset>()
    const asset = (id: AssetId) => touched.get(id) ?? view.asset(id)
    for (const intent of intents) {
      const draft: LibraryDraft = {
        ...records,
        asset,
        putAsset: (changed) => touched.set(changed.id, changed),
        nextSeq: () => baseSeq,
        nextNo: () => 0,
        blobBytes: (sha256) => declaredBytes(intent, sha256),
        assetIdOf: (sha256, copyNo) => assetIdOf(idKey, sha256, copyNo, hmacSha256),
        assetHolding: () => null,
      }
      const mutation = { ...intent, n: 1, baseSeq, ageMs: 0 }
      // The server takes no push with such a mutation in it, so nothing after it would ever be sent.
      const sayable = mutationSchema.safeParse(mutation)
      if (!sayable.success) return 'Nothing was changed. It cannot be said like this.'
      const outcome = applyMutation(draft, mutation, context)
      const refusal = refusalSentence(outcome, intent, asset, records)
      if (refusal !== null) return refusal
    }
    return null
  })
}

type SeenView = Omit<UndoView, 'copyNoOf'> & { readonly records: ReturnType<typeof overlayOf>['records'] }

/** Runs `work` over base ⊕ outbox, with what it asks for read. */
function overView<Result>(
  { store, clock, deviceName }: DeedWorld,
  first: readonly AssetId[],
  work: (view: SeenView) => Result,
): Promise<Result> {
  const mutations = viewedMutations(store.state(), clock)
  const context = { clientId: store.state().line.clientId, deviceName: deviceName(), now: clock.now() }
  return overBase(store, [...mutations.flatMap(assetsNamedIn), ...first], (base) => {
    const { assets, records } = overlayOf(base, mutations, context)
    return work({
      records,
      record: records.record,
      recordsIn: records.recordsIn,
      entriesWithAsset: records.entriesWithAsset,
      asset: (id) => assets.get(id) ?? base.asset(id),
    })
  })
}

function copyNoFinder(idKey: string, hmac: HmacSha256): UndoView['copyNoOf'] {
  return ({ id, primarySha256 }) => {
    for (let copyNo = 0; copyNo < COPIES_MAX; copyNo++)
      if (assetIdOf(idKey, primarySha256, copyNo, hmac) === id) return copyNo
    return null
  }
}

function refusalSentence(
  outcome: MutationOutcome,
  { args }: Intent,
  asset: (id: AssetId) => Asset | null,
  { record }: Pick<SeenView, 'record'>,
): string | null {
  if (outcome.kind !== 'refused') return null
  const photo = 'assetId' in args ? asset(args.assetId) : null
  const album = 'albumId' in args ? record('album', args.albumId) : null
  const name =
    photo?.resources.find(({ sha256 }) => sha256 === photo.primarySha256)?.name ?? album?.name ?? 'This'
  return `Nothing was changed. ${name}: ${refusalWords(outcome.code, outcome.facts)}.`
}

/** What is declared by hand lies at the server; if not, it says so. */
function declaredBytes({ op, args }: Intent, sha256: Sha256): number | null {
  if (op !== 'create') return null
  return args.resources.find((resource) => resource.sha256 === sha256)?.bytes ?? null
}
