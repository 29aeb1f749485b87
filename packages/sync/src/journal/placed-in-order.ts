import type { BatchChange, LibraryRecord } from '@rollcall/protocol'
import { albumIdSchema } from '@rollcall/protocol'
import type { RecordsBelow } from '../library/layer-records.ts'
import { albumsIn, entriesOf, positionOf } from '../library/record-scope.ts'

/** A field and the value that it is to get. */
export interface DueChange {
  readonly change: BatchChange
  readonly to: unknown
}

/**
 * Turns places into neighbours. Mutations name the sibling to stand after, the journal the place that something had: so the list is laid
 * out as it is to become, and each of what returns to it is told to stand after the one before it, first ones first. The changes of one
 * list come together, where its first one stood, but those of a folder after the return of the folder itself, or it might have to lie in
 * what lies in it. All else stays in order.
 */
export function placedInOrder(
  records: Pick<RecordsBelow, 'recordsIn'>,
  due: readonly DueChange[],
): readonly DueChange[] {
  const lists = new Map<string, Returning[]>()
  const scopeOf = new Map<string, string>()
  const movingAlbums = new Set<string | undefined>()
  for (const each of due) {
    const placed = placedOf(each)
    if (placed === null) continue
    const list = lists.get(placed.scope)
    if (list === undefined) lists.set(placed.scope, [{ due: each, placed }])
    else list.push({ due: each, placed })
    if (each.change.field !== 'parent') continue
    movingAlbums.add(each.change.albumId)
    scopeOf.set(albumsIn(each.change.albumId ?? null), placed.scope)
  }
  const isStaying = ({ kind, key }: LibraryRecord) => kind !== 'album' || !movingAlbums.has(key)
  const inOrder: DueChange[] = []
  const emit = (scope: string): void => {
    const list = lists.get(scope) ?? []
    if (!lists.delete(scope)) return
    const ofFolder = scopeOf.get(scope)
    if (ofFolder !== undefined) emit(ofFolder)
    inOrder.push(...layOut(records.recordsIn(scope).filter(isStaying), list))
  }
  for (const each of due) {
    const placed = placedOf(each)
    if (placed === null) inOrder.push(each)
    else emit(placed.scope)
  }
  return inOrder
}

/** A change that brings something back to a list. */
interface Returning {
  readonly due: DueChange
  readonly placed: Placed
}

/** Something that is to stand at a place of a list. `id`: as its siblings are named, an asset's or an album's. */
interface Placed {
  readonly scope: string
  readonly id: string
  readonly place: string
  /** The value without its place. */
  readonly value: Readonly<Record<string, unknown>>
}

function placedOf({ change: { albumId, assetId, field }, to }: DueChange): Placed | null {
  if (albumId === undefined || typeof to !== 'object' || to === null || !('place' in to)) return null
  const { place, ...value } = to
  if (typeof place !== 'string') return null
  if (field === 'entry' && assetId !== undefined && 'isIn' in to && to.isIn === true)
    return { scope: entriesOf(albumId), id: assetId, place, value }
  if (field !== 'parent' || !('parentId' in to)) return null
  const parentId = albumIdSchema.nullable().safeParse(to.parentId)
  if (!parentId.success) return null
  return { scope: albumsIn(parentId.data), id: albumId, place, value }
}

function layOut(siblings: readonly LibraryRecord[], returning: readonly Returning[]): readonly DueChange[] {
  const returningIds = new Set(returning.map(({ placed }) => placed.id))
  const staying = siblings
    .map((row) => ({ id: siblingId(row), place: positionOf(row).place, due: null, value: {} }))
    .filter(({ id }) => !returningIds.has(id))
  const inOrder = [
    ...staying,
    ...returning.map(({ due, placed: { id, place, value } }) => ({ id, place, due, value })),
  ].toSorted((one, other) => (one.place === other.place ? 0 : one.place < other.place ? -1 : 1))
  return inOrder.flatMap(({ due, value }, index) => {
    if (due === null) return []
    return [{ change: due.change, to: { ...value, after: inOrder[index - 1]?.id ?? 'start' } }]
  })
}

function siblingId(row: LibraryRecord): string {
  return row.kind === 'entry' ? row.assetId : row.key
}
