import { hmacSha256 } from '@rollcall/platform-node'
import type { AssetId, Hold, HoldId, Mutation, MutationOutcome } from '@rollcall/protocol'
import { HOLD_ASSETS_MAX, holdIdSchema, PUSH_MUTATIONS_MAX } from '@rollcall/protocol'
import type { EditStamp, LibraryDraft, MutationContext } from '@rollcall/sync'
import {
  DEPARTURES_WINDOW_MS,
  HOLDS,
  holdDeletions,
  isUnusualDeparture,
  judgeTrash,
  stampOf,
} from '@rollcall/sync'
import type { LibraryWriter } from '../store/store.ts'

/*
 * The deletion firewall of the server [R17]. A device has one of its own, which looks at its folder; this one looks at the library, over
 * all devices, so that no broken device and no tool behind one can empty it.
 *
 * What a person asked for explicitly passes, and so do ordinary deletions. When what devices delete by themselves within ten minutes is
 * more than 20 photos and more than a tenth of the live ones, or all of them, then nothing of it takes effect: it goes into a hold that
 * every device is told of, and with it what the same device had sent to the trash before it was too much. A person answers the hold
 * (`answerHold`). Others' ordinary deletions are not judged by what is held.
 */

/** Taken back out of the trash in one turn; when more had gone before anybody could tell, the oldest stay in the trash. */
const TAKEN_BACK_MAX = 2_000

/** A hold is added to until there might be no room for another push. */
const HOLD_ROOM = PUSH_MUTATIONS_MAX + TAKEN_BACK_MAX

/** Watches over the deletions of one push, in the library's turn. */
export interface TrashGuard {
  /** What becomes of a mutation that is not to be done; null: do it. */
  readonly judge: (mutation: Mutation) => MutationOutcome | null
  /** To be called after a mutation was done. */
  readonly note: (mutation: Mutation, outcome: MutationOutcome) => void
  /** To be called after the last one: stores what was held. */
  readonly close: () => void
}

/** Looks at the automatic deletions of a push. Costs nothing when there is none, and otherwise as much as they are. */
export function openTrashGuard(
  writer: LibraryWriter,
  draft: LibraryDraft,
  mutations: readonly Mutation[],
  context: MutationContext,
): TrashGuard {
  const wanted = wantedGone(draft, mutations, context)
  const { clientId, now } = context
  if (wanted.size === 0) return { judge: () => null, note: () => undefined, close: () => undefined }
  const since = now - DEPARTURES_WINDOW_MS
  writer.forgetDepartures(since, now)
  const recent = writer.countDepartures(since, clientId)
  const counts = { missing: wanted.size, recent, agreed: writer.liveAssets() }
  const hold = isUnusualDeparture(counts) ? findHold(writer, mutations, context) : null
  const held = new Set<AssetId>()
  let stamp: EditStamp | null = null

  return {
    judge: (mutation) => {
      // Who deletes and restores in one push wants it to stay.
      if (mutation.op === 'restore') held.delete(mutation.args.assetId)
      if (hold === null || !isAutomaticTrash(mutation)) return null
      const edit = stampOf(mutation, context)
      if (judgeTrash(draft, mutation.args.assetId, edit).outcome !== null) return null
      stamp = edit
      held.add(mutation.args.assetId)
      return { kind: 'held', facts: { holdId: hold } }
    },
    note: (mutation, outcome) => {
      if (!isAutomaticTrash(mutation) || outcome.kind !== 'applied') return
      writer.putDeparture({ at: now, clientId, assetId: mutation.args.assetId, isHeld: false })
    },
    close: () => {
      if (hold === null || stamp === null || held.size === 0) return
      const sentBefore = writer.departuresOf(clientId, since, TAKEN_BACK_MAX)
      holdDeletions(draft, { holdId: hold, assetIds: [...held], sentBefore }, stamp)
      for (const assetId of [...sentBefore, ...held])
        writer.putDeparture({ at: now, clientId, assetId, isHeld: true })
    },
  }
}

type TrashMutation = Extract<Mutation, { op: 'trash' }>

function isAutomaticTrash(mutation: Mutation): mutation is TrashMutation {
  return mutation.op === 'trash' && mutation.args.source !== 'explicit'
}

/** Assets that the push would send to the trash by itself. */
function wantedGone(
  draft: LibraryDraft,
  mutations: readonly Mutation[],
  context: MutationContext,
): ReadonlySet<AssetId> {
  const wanted = mutations
    .filter(isAutomaticTrash)
    .filter(
      (mutation) => judgeTrash(draft, mutation.args.assetId, stampOf(mutation, context)).outcome === null,
    )
  return new Set(wanted.map(({ args }) => args.assetId))
}

/** The hold of this client that is still growing and that the push does not answer, or the id of a new one, which follows from the push and is the same if it is retried. */
function findHold(
  writer: LibraryWriter,
  mutations: readonly Mutation[],
  { clientId, now }: MutationContext,
): HoldId {
  const answered = new Set(mutations.flatMap(({ op, args }) => (op === 'answerHold' ? [args.holdId] : [])))
  const isGrowing = (hold: Hold) =>
    hold.state === 'waiting' &&
    !answered.has(hold.key) &&
    hold.clientId === clientId &&
    hold.heldAt > now - DEPARTURES_WINDOW_MS &&
    hold.assetIds.length <= HOLD_ASSETS_MAX - HOLD_ROOM
  const growing = writer.recordsIn(HOLDS).find((record) => record.kind === 'hold' && isGrowing(record))
  if (growing?.kind === 'hold') return growing.key
  const first = mutations[0]?.n ?? 0
  return holdIdSchema.parse(hmacSha256(writer.library().idKey, `hold:${clientId}:${first}`).slice(0, 32))
}
