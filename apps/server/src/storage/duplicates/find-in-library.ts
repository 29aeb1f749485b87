/*
 * Duplicates of a library of any size, found beside everything else that the server does: in steps of a few milliseconds, and without an
 * object for every photo. Of each photo nine bytes are kept, by which it is known who may be somebody's duplicate. These few, the
 * candidates, are read again, and `findDuplicates` decides, as on every device.
 *
 * What is kept is brought up to date along the feed. When few photos changed their looks, each is compared with all others; otherwise
 * all are compared anew. Whoever was a candidate stays one until then: it costs a row to read, and changes nothing of what is found.
 */
import type { Asset, LibraryId } from '@rollcall/protocol'
import type { DuplicateGroup, Steps } from '@rollcall/sync'
import {
  bySize,
  compareLooks,
  DUPLICATE_BITS_MAX,
  findAlike,
  findDuplicatesInSteps,
  offeredGroups,
} from '@rollcall/sync'
import type { Store } from '../../store/store.ts'
import type { FoundDuplicates } from './duplicate-book.ts'
import type { LibraryLooks } from './library-looks.ts'
import { createLibraryLooks } from './library-looks.ts'

/** Assets that are read in one turn of the database. */
const PAGE = 200

/** Looks that are compared one by one with all; beyond, comparing all with all is quicker. */
const CHANGED_MAX = 200

/** Photos said to look like one: of more, a group has enough. */
const ALIKE_MAX = 1_000

/** Photos that are read again; beyond, the newest count. */
const CANDIDATES_MAX = 20_000

/** What is kept of a library from one time to the next. */
export interface LibrarySearch {
  epoch: number
  seq: number
  looks: LibraryLooks
  /** By `no`: photos that look like another, and those that hold a file that another holds. */
  alike: Set<number>
  sharing: Set<number>
}

/** What finding needs of the world. `breathe`: to be awaited between two steps; rejects when it is to end. */
export interface FindPorts {
  readonly store: Pick<Store, 'read'>
  readonly now: () => number
  readonly breathe: () => Promise<void>
}

/** A search that has read nothing yet. */
export function beginSearch(): LibrarySearch {
  return { epoch: 0, seq: 0, looks: createLibraryLooks(), alike: new Set(), sharing: new Set() }
}

/**
 * Finds what is offered to be united in a library as it is when this is called. `search` is brought up to date with it, `last` is what was
 * found with it before. Broken off anywhere, `search` must be forgotten: it has gone ahead of what was found.
 */
export async function findInLibrary(
  { store, now, breathe }: FindPorts,
  libraryId: LibraryId,
  search: LibrarySearch,
  last: FoundDuplicates | null,
): Promise<FoundDuplicates> {
  const { epoch, headSeq } = await store.read(libraryId, (reader) => reader.library())
  if (search.epoch !== epoch) Object.assign(search, { ...beginSearch(), epoch })
  const isFirst = search.seq === 0
  const changed: number[] = []
  let isTouched = isFirst || last === null
  const isCandidate = (no: number) => search.alike.has(no) || search.sharing.has(no)
  while (search.seq < headSeq) {
    const page = await store.read(libraryId, (reader) => {
      const assets = reader.assetsBySeq(search.seq, headSeq, PAGE)
      return { assets, sharing: reader.assetsSharingFiles(assets.map(({ id }) => id)) }
    })
    for (const no of page.sharing) search.sharing.add(no)
    for (const asset of page.assets) {
      if (search.looks.note(asset) && changed.length <= CHANGED_MAX) changed.push(asset.no)
      if (isCandidate(asset.no)) isTouched = true
    }
    search.seq = page.assets.length < PAGE ? headSeq : (page.assets.at(-1)?.seq ?? headSeq)
    await breathe()
  }
  const before = search.alike.size
  await rest(changed.length > CHANGED_MAX ? compareAll(search) : compareFew(search, changed), breathe)
  if (search.alike.size !== before || changed.some(isCandidate)) isTouched = true
  const place = { epoch, seq: headSeq, foundAt: now() }
  if (last !== null && !isTouched) return { ...last, ...place }
  const assets = await readCandidates({ store, breathe }, libraryId, search)
  return { ...place, ...chosenOf(await rest(findDuplicatesInSteps(assets), breathe)) }
}

function chosenOf(groups: readonly DuplicateGroup[]): Pick<FoundDuplicates, 'others' | 'keepers'> {
  const offered = offeredGroups(groups)
  return {
    others: bySize(offered.flatMap(({ others }) => others)).map(({ id }) => id),
    keepers: offered.map(({ keeper }) => keeper.id),
  }
}

function* compareAll({ looks, alike }: LibrarySearch): Steps<void> {
  const { distinct, nextSame, like } = yield* compareLooks(looks.columns(), DUPLICATE_BITS_MAX)
  alike.clear()
  for (const [index, first] of distinct.entries()) {
    if (index % PAGE === 0) yield
    if ((nextSame[first] ?? -1) < 0 && !like.has(index)) continue
    for (let no = first; no >= 0; no = nextSame[no] ?? -1) alike.add(no)
  }
}

function* compareFew({ looks, alike }: LibrarySearch, changed: readonly number[]): Steps<void> {
  const columns = looks.columns()
  for (const no of changed) {
    const [high, low] = [columns.high[no] ?? 0, columns.low[no] ?? 0]
    const found = yield* findAlike(columns, { high, low, maxBits: DUPLICATE_BITS_MAX, limit: ALIKE_MAX })
    if (found.length > 1) for (const each of [no, ...found]) alike.add(each)
  }
}

async function readCandidates(
  { store, breathe }: Pick<FindPorts, 'store' | 'breathe'>,
  libraryId: LibraryId,
  { alike, sharing, looks }: LibrarySearch,
): Promise<readonly Asset[]> {
  const candidates = [...new Set([...alike, ...sharing])].filter(looks.isShown)
  const nos = candidates.toSorted((one, other) => one - other).slice(-CANDIDATES_MAX)
  const assets: Asset[] = []
  for (let at = 0; at < nos.length; at += PAGE) {
    const page = nos.slice(at, at + PAGE)
    assets.push(...(await store.read(libraryId, (reader) => reader.assetsWithNos(page))))
    await breathe()
  }
  return assets
}

/** Does work step by step, with a breath after each. */
async function rest<Result>(steps: Steps<Result>, breathe: () => Promise<void>): Promise<Result> {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    await breathe()
  }
}
