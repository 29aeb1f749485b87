import type { AlbumId, ArgsOf, Asset, HoldId, Mutation, MutationOutcome } from '@rollcall/protocol'
import { applyMutation } from '../merge/apply-mutation.ts'
import type { MemoryDraft } from './memory-draft.ts'
import { sampleAssetId, sampleClientId, sampleResource } from './sample-asset.ts'

/** The server's time in tests of mutators, unless they say otherwise. */
export const NOW = Date.UTC(2026, 10, 22)

/** What is done, without by whom and when. */
export type Edit = Pick<Mutation, 'op' | 'args'>

/** Who does something: the client of that mark, which had seen the feed up to `baseSeq` (all of it), `ageMs` ago. */
export interface Actor {
  readonly client?: number
  readonly baseSeq?: number
  readonly ageMs?: number
  readonly now?: number
}

/** Does an edit to a library. */
export function act(draft: MemoryDraft, edit: Edit, actor: Actor = {}): MutationOutcome {
  const { client = 1, baseSeq = draft.headSeq(), ageMs = 0, now = NOW } = actor
  const context = { clientId: sampleClientId(client), deviceName: `device ${client}`, now }
  return applyMutation(draft, { n: 1, baseSeq, ageMs, ...edit } as Mutation, context)
}

/** An edit with its arguments checked. */
export function edit<Op extends Mutation['op']>(op: Op, args: ArgsOf<Op>): Edit {
  return { op, args } as Edit
}

/** The declaration of the photo of `mark`, by a folder; see `sampleResource`. */
export function createOf(mark: number, changes: Partial<ArgsOf<'create'>> = {}): Edit {
  const { state: _, ...resource } = sampleResource(mark)
  const resources = [resource]
  const taken = { takenAt: NOW, takenFrom: 'file_time' }
  const args = { assetId: sampleAssetId(mark), copyNo: 0, kind: 'photo' as const, ...taken, resources }
  return edit('create', { ...args, source: 'automatic', ...changes })
}

/** A made-up album id; see `sampleHash`. */
export function sampleAlbumId(mark: number): AlbumId {
  return mark.toString(16).padStart(8, '0').padEnd(32, 'd') as AlbumId
}

/** A made-up id of a hold; see `sampleHash`. */
export function sampleHoldId(mark: number): HoldId {
  return mark.toString(16).padStart(8, '0').padEnd(32, 'e') as HoldId
}

/** The photo of `mark`; fails when it is not there. */
export function assetOf(draft: MemoryDraft, mark: number): Asset {
  const asset = draft.asset(sampleAssetId(mark))
  if (asset === null) throw new Error(`Cannot look at asset ${mark}: it is not there`)
  return asset
}
