import type { Asset, AssetId } from '@rollcall/protocol'
import type { BaseLibrary, Clock, Overlay, RecordsBelow } from '@rollcall/sync'
import { overlayOf } from '@rollcall/sync'
import { viewedMutations } from '../replica/outbox.ts'
import { rowOfAsset } from '../store/asset-row.ts'
import type { ColumnRow } from '../store/columns.ts'
import type { LibraryStore } from '../store/library-store.ts'

/*
 * What people see: base ⊕ outbox. The mutators of `packages/sync` look into the base without waiting, while here an asset must first be
 * read from its block. So they are run, and where they ask for an asset that is not in memory, they are stopped, it is read, and they are
 * run again from the beginning; they change nothing but what they are given. What a mutation names is read before the first run, so one
 * run is nearly always enough.
 */

/** The library as this browser shows it at a moment. */
export interface LibraryView {
  readonly overlay: Overlay
  readonly records: RecordsBelow
  readonly asset: (id: AssetId) => Promise<Asset | null>
  /** What the columns of an asset would be, of those that the outbox touches. */
  readonly touched: ReadonlyMap<AssetId, ColumnRow>
}

/** Whose library it is, as the mutators ask. */
export interface ViewWorld {
  readonly clock: Clock
  readonly deviceName: () => string
}

/** Rounds of reading what the mutators ask for: a chain of merged photos is shorter. */
const ROUNDS_MAX = 64

/** Assets that are kept in memory for the next view. */
const KEPT_MAX = 4_096

/** Thrown through the mutators, and caught right above them. */
class NotRead extends Error {
  readonly id: AssetId
  constructor(id: AssetId) {
    super('Cannot look: the asset is not read yet')
    this.id = id
  }
}

/** Runs `work` over the base, reading assets as it asks for them. It must change nothing outside what it returns. */
export async function overBase<Result>(
  store: LibraryStore,
  first: Iterable<AssetId>,
  work: (base: BaseLibrary) => Result,
): Promise<Result> {
  const read = new Map<AssetId, Asset | null>()
  let wanted = [...new Set(first)]
  for (let round = 0; round < ROUNDS_MAX + wanted.length; round++) {
    const version = store.baseVersion()
    for (const id of wanted) read.set(id, await store.asset(id))
    if (store.baseVersion() !== version) {
      wanted = [...read.keys()]
      continue
    }
    wanted = []
    const asset = (id: AssetId) => {
      const known = read.get(id)
      if (known !== undefined) return known
      if (store.base().columns.slotOf(id) === null) return null
      throw new NotRead(id)
    }
    try {
      return work({ ...store.base().records, asset })
    } catch (stop) {
      if (!(stop instanceof NotRead)) throw stop
      wanted = [stop.id]
    }
  }
  throw new Error('Cannot look into library: it moves too fast')
}

/** Opens the view, and again only when the base or the outbox has moved. */
export function createViewer(
  store: LibraryStore,
  { clock, deviceName }: ViewWorld,
): () => Promise<LibraryView> {
  let made: { readonly stamp: string; readonly view: Promise<LibraryView> } | null = null

  async function make(): Promise<LibraryView> {
    const mutations = viewedMutations(store.state(), clock)
    const context = { clientId: store.state().line.clientId, deviceName: deviceName(), now: clock.now() }
    const named = mutations.slice(0, KEPT_MAX).flatMap(assetsNamedIn)
    const overlay = await overBase(store, named, (base) => overlayOf(base, mutations, context))
    const touched = new Map<AssetId, ColumnRow>()
    for (const [id, asset] of overlay.assets) touched.set(id, rowOfAsset(asset))
    return {
      overlay,
      records: overlay.records,
      touched,
      asset: async (id) => overlay.assets.get(id) ?? (await store.asset(id)),
    }
  }

  return () => {
    const stamp = stampOf(store)
    if (made?.stamp === stamp) return made.view
    const view = make()
    made = { stamp, view }
    view.catch(() => {
      if (made?.view === view) made = null
    })
    return view
  }
}

/** Differs when the base or the outbox does. */
export function stampOf(store: LibraryStore): string {
  const { outbox, line } = store.state()
  return `${store.baseVersion()} ${line.clientId} ${outbox[0]?.n ?? 0} ${outbox.at(-1)?.n ?? 0}`
}

/** The assets that a mutation or an intent names. */
export function assetsNamedIn({ args }: { readonly args: object }): readonly AssetId[] {
  return Object.entries(args).flatMap(([name, value]): AssetId[] => {
    if (name === 'assetId' || name === 'after') return isId(value) ? [value] : []
    return Array.isArray(value) ? value.filter(isId) : []
  })
}

function isId(value: unknown): value is AssetId {
  return typeof value === 'string' && /^[0-9a-f]{32}$/.test(value)
}
