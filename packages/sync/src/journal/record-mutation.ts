import type { AssetId, BatchChange, Mutation, MutationOutcome } from '@rollcall/protocol'
import { applyMutation, stampOf } from '../merge/apply-mutation.ts'
import type { LibraryDraft, MutationContext } from '../merge/draft.ts'
import { followMerges } from '../merge/follow-merges.ts'
import { settingElement } from '../merge/set-device-setting.ts'
import type { PlainChange } from './changes-of-rows.ts'
import { changesOfAsset, changesOfRecord } from './changes-of-rows.ts'
import type { ChangeTarget } from './field-of.ts'
import { fieldOf } from './field-of.ts'
import type { WatchedDraft } from './watch-draft.ts'
import { watchDraft } from './watch-draft.ts'

/** A mutation that did something, or lost against a concurrent one, as the journal tells it. */
export interface Deed extends Pick<Mutation, 'n' | 'batch'> {
  /** `heal`: lost bytes came back, by no mutation. */
  readonly op: Mutation['op'] | 'heal'
  /** When it was done, by the server's clock. */
  readonly doneAt: number
  /** False: a concurrent edit won, and `changes` tells the value that lost. */
  readonly isApplied: boolean
  /** The first place in the feed that it took; null when it took none. */
  readonly firstSeq: number | null
  readonly changes: readonly BatchChange[]
  /** It goes on with what an earlier deed of the batch has begun, and counts as one with it. */
  readonly isFurther?: boolean
  /** The assets that it made. */
  readonly created: readonly { readonly id: AssetId; readonly no: number }[]
}

/** What became of a mutation, and what of it stands in the journal: null for what was refused, held or changed nothing. */
export interface RecordedMutation {
  readonly outcome: MutationOutcome
  readonly deed: Deed | null
}

/** Does a mutation as `applyMutation` does, and tells what changed in words of people's fields, enough to take it back. */
export function recordMutation(
  draft: LibraryDraft,
  mutation: Mutation,
  context: MutationContext,
): RecordedMutation {
  const watched = watchDraft(draft)
  const outcome = applyMutation(watched.draft, mutation, context)
  if (outcome.kind !== 'applied' && outcome.kind !== 'superseded') return { outcome, deed: null }
  // What came of a command stands in the command: that a device did as it was told is no deed of anybody's.
  if (mutation.op === 'answerCommand') return { outcome, deed: null }
  const { op, n, batch } = mutation
  const isApplied = outcome.kind === 'applied'
  const about = {
    op,
    n,
    doneAt: stampOf(mutation, context).editedAt,
    ...(batch === undefined ? {} : { batch }),
  }
  const deed = deedOf(watched, about)
  const lost = isApplied ? null : lostChange(draft, mutation, outcome.facts)
  const effects = deed.changes.map((change) => ({ ...change, verdict: verdictOn(change, outcome) }))
  const changes = lost === null ? effects : [...effects, lost]
  return { outcome, deed: { ...deed, isApplied, changes } }
}

/** What the server does by itself, such as ending what has been in the trash for too long. */
export type WorkOfServer = Pick<Deed, 'op' | 'n' | 'batch' | 'doneAt' | 'isFurther'>

/** A draft for work that no client asked for, and what it comes to when it is done: null when nothing changed. */
export interface WatchedWork {
  readonly draft: LibraryDraft
  readonly deed: (about: WorkOfServer) => Deed | null
}

/** Looks on while the server itself changes a library. */
export function watchWork(draft: LibraryDraft): WatchedWork {
  const watched = watchDraft(draft)
  return {
    draft: watched.draft,
    deed: (about) => {
      const deed = deedOf(watched, about)
      return deed.changes.length === 0 && deed.created.length === 0 ? null : deed
    },
  }
}

function deedOf(watched: WatchedDraft, about: WorkOfServer): Deed {
  const changes = [
    ...watched.assets().flatMap((row) => changesOfAsset(row)),
    ...watched.records().flatMap((row) => changesOfRecord(row)),
  ]
  return {
    ...about,
    isApplied: true,
    firstSeq: watched.firstSeq(),
    changes: changes.map((change) => ({ ...change, verdict: 'applied' })),
    created: watched.assets().flatMap(({ before, after }) => (before === null ? [after] : [])),
  }
}

function verdictOn(change: PlainChange, { facts }: { readonly facts?: unknown }): BatchChange['verdict'] {
  const isIt =
    isFacts(facts) &&
    'overrode' in facts &&
    facts['field'] === change.field &&
    facts['element'] === change.element
  return isIt ? 'overrode' : 'applied'
}

function isFacts(facts: unknown): facts is Readonly<Record<string, unknown>> {
  return typeof facts === 'object' && facts !== null
}

/** The value that did not take effect, beside the one that stands there instead. */
function lostChange(
  draft: LibraryDraft,
  mutation: Mutation,
  facts: Readonly<Record<string, unknown>>,
): BatchChange | null {
  const wanted = wantedBy(mutation, facts)
  if (wanted === null) return null
  const { value, ...target } = wanted
  const whole = target.assetId === undefined ? null : followMerges(draft, target.assetId)
  const found: ChangeTarget = whole === null ? target : { ...target, assetId: whole.id }
  const now = fieldOf(draft, found)
  if (now === null) return null
  return { ...found, before: now.value, after: value, seq: now.seq ?? whole?.seq ?? 0, verdict: 'lost' }
}

/** What a mutation that can lose was to set, and to what. */
function wantedBy(
  mutation: Mutation,
  facts: Readonly<Record<string, unknown>>,
): (ChangeTarget & { readonly value: unknown }) | null {
  const field = String(facts['field'])
  switch (mutation.op) {
    case 'setKeyword': {
      const { assetId, keyword, isOn } = mutation.args
      return { assetId, field, element: keyword, value: isOn }
    }
    case 'setEditKept': {
      const { assetId, sha256, isKept } = mutation.args
      return { assetId, field, element: sha256, value: !isKept }
    }
    case 'setVersion': {
      const { assetId, recipe, sha256 } = mutation.args
      return { assetId, field, value: { rev: facts['lost'], recipe, sha256 } }
    }
    case 'trash':
      return { assetId: mutation.args.assetId, field, value: 'trashed' }
    case 'trashAlbum':
      return { albumId: mutation.args.albumId, field, value: 'trashed' }
    case 'placeEntry': {
      const { albumId, assetId, after } = mutation.args
      return { albumId, assetId, field: 'entry', value: { isIn: true, after } }
    }
    case 'removeEntry': {
      const { albumId, assetId } = mutation.args
      return { albumId, assetId, field: 'entry', value: { isIn: false } }
    }
    case 'moveAlbum': {
      const { albumId, parentId, after } = mutation.args
      return { albumId, field, value: { parentId, after } }
    }
    case 'setDeviceSetting': {
      const { deviceId, setting } = mutation.args
      return { field, element: settingElement(deviceId, setting.name), value: setting.value }
    }
    case 'answerHold':
      return { field, element: mutation.args.holdId, value: facts['lost'] }
    default:
      return 'value' in mutation.args
        ? { ...targetOf(mutation.args), field, value: mutation.args.value }
        : null
  }
}

function targetOf(args: ChangeOwner): Pick<ChangeTarget, 'assetId' | 'albumId'> {
  const { assetId, albumId } = args
  return { ...(assetId === undefined ? {} : { assetId }), ...(albumId === undefined ? {} : { albumId }) }
}

type ChangeOwner = Partial<Pick<BatchChange, 'assetId' | 'albumId'>>
