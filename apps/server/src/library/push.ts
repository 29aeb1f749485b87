import type { DeviceId, LibraryId, Mutation, MutationOutcome, Outcome, Problem } from '@rollcall/protocol'
import type { Plan, PushRequest, PushResponse } from '@rollcall/protocol'
import { accepted, PAGE_CHANGES_MAX, parseCursor, refused } from '@rollcall/protocol'
import type { Clock, Deed, MutationContext } from '@rollcall/sync'
import { admitPush, journalDeeds, recordMutation, watchWork } from '@rollcall/sync'
import { refreshAsset } from '../derivatives/refresh-asset.ts'
import type { Notifier } from '../notifier/notifier.ts'
import { asksServer, doServerCommands } from '../storage/do-commands.ts'
import type { PlanBook, PlanTaker } from '../storage/plan-book.ts'
import { fixedPlans, plansFor } from '../storage/plan-book.ts'
import type { LibraryWriter, Store } from '../store/store.ts'
import { admitBase } from './admit-base.ts'
import { draftOf } from './draft-of.ts'
import { openTrashGuard } from './guard-trash.ts'
import { journalServerDeed } from './keep-journal.ts'
import { pageOf } from './page-of.ts'
import { releaseHeld, withReleaseRoom } from './release-held.ts'

/** What a push needs of the world. */
export interface PushPorts {
  readonly store: Store
  readonly notifier: Notifier
  readonly clock: Clock
  /** See `ServerPorts`. */
  readonly plans?: PlanBook
  /** See `ReleasePorts`. */
  readonly releasesATurn?: number
}

/** A push, and the device that the token it came with belongs to. */
export interface Push {
  readonly libraryId: LibraryId
  readonly device: { readonly deviceId: DeviceId; readonly name: string }
  /** Whose device it is. */
  readonly account: PlanTaker
  readonly request: PushRequest
}

/**
 * Does a batch of mutations, all or none, and answers what became of each, with the page of changes since `base`.
 *
 * The mutations, their rows in the journal, the client's place in its line and the outcomes are committed together, so a second run of the same push
 * changes nothing and answers the same outcomes [R12]. Refuses `epoch_changed` and `cursor_expired` [R11], `client_forked`
 * and `mutation_gap` [R12]; a refused push has changed nothing, but for the epoch that it may have shown to be broken.
 *
 * Where it lets held deletions go that are too many for one turn, it answers when all are done [S98]; a push that was sent again goes on
 * with them as well.
 */
export async function push(
  ports: PushPorts,
  { libraryId, device, account, request }: Push,
): Promise<Outcome<PushResponse, Problem>> {
  const { plans: book = fixedPlans() } = ports
  const plans = asksServer(request.mutations) ? plansFor(await book.read(), account) : []
  const now = ports.clock.now()
  const turn = await ports.store.write(libraryId, (writer) => {
    const before = writer.library()
    const answer = pushInTurn(ports, writer, { device, request, plans, now })
    const { epoch, headSeq } = writer.library()
    return {
      answer,
      moved: epoch !== before.epoch || headSeq !== before.headSeq,
      poke: { epoch, head: headSeq },
    }
  })
  if (turn.moved) ports.notifier.publish(libraryId, turn.poke)
  if (turn.answer.ok)
    for (const { op, args } of request.mutations)
      if (op === 'answerHold' && args.answer === 'release') await releaseHeld(ports, libraryId, args.holdId)
  return turn.answer
}

/** When a push is done, and which plans may be taken then; see `plansFor`. */
interface PushTime {
  readonly plans: readonly Plan[]
  readonly now: number
}

function pushInTurn(
  ports: Pick<PushPorts, 'releasesATurn'>,
  writer: LibraryWriter,
  { device, request, plans, now }: Pick<Push, 'device' | 'request'> & PushTime,
): Outcome<PushResponse, Problem> {
  const { clientId, mutations } = request
  const base = request.base === null ? null : parseCursor(request.base)
  const from = admitBase(writer, base)
  if (!from.ok) return from
  const line = writer.clientLine(clientId)
  const fresh = admitPush(line, request)
  if (!fresh.ok) return refused(fresh.refusal)

  const outcomes = recallOutcomes(writer, request)
  const draft = withReleaseRoom(draftOf(writer), ports)
  const context: MutationContext = { clientId, deviceName: device.name, now }
  const holding = watchWork(draft)
  const guard = openTrashGuard(writer, holding.draft, fresh.value, context)
  const deeds: Deed[] = []
  for (const mutation of fresh.value) {
    const judged = guard.judge(mutation)
    const { outcome, deed } =
      judged === null ? recordMutation(draft, mutation, context) : { outcome: judged, deed: null }
    if (deed !== null) deeds.push(deed)
    guard.note(mutation, outcome)
    outcomes.set(mutation.n, outcome)
    // What is known of the files already, as of a photo that was there before, or of a half that waited for this one.
    const assetId = 'assetId' in mutation.args ? mutation.args.assetId : null
    if (SHOWS.has(mutation.op) && assetId !== null) refreshAsset(writer, assetId)
    if (!isPlain(outcome)) writer.putOutcome({ clientId, n: mutation.n, outcome }, assetId)
  }
  guard.close()
  journalDeeds(writer, deeds, context)
  journalServerDeed(writer, { op: 'restore', deviceName: null, now }, holding.deed)
  if (asksServer(fresh.value)) doServerCommands(writer, draft, { plans, context })
  const lastMutation = fresh.value.at(-1)?.n ?? line?.lastMutation ?? 0
  writer.putClientLine(clientId, device.deviceId, { lastMutation, nonce: request.next })

  const page = pageOf(writer, { from: from.value, clientId, limit: PAGE_CHANGES_MAX })
  return accepted({ outcomes: mutations.map(({ n }) => ({ n, outcome: outcomes.get(n) ?? APPLIED })), page })
}

/** Outcomes of those mutations that an earlier push has brought already. Plain ones are not stored. */
function recallOutcomes(
  writer: LibraryWriter,
  { clientId, mutations }: PushRequest,
): Map<number, MutationOutcome> {
  const numbers = mutations.map((mutation: Mutation) => mutation.n)
  if (numbers.length === 0) return new Map()
  return new Map(writer.outcomes(clientId, Math.min(...numbers), Math.max(...numbers)))
}

/** Operations after which an asset may have other files to show, or another look. */
const SHOWS: ReadonlySet<Mutation['op']> = new Set(['create', 'restore', 'setVersion'])

const APPLIED: MutationOutcome = { kind: 'applied' }

function isPlain(outcome: MutationOutcome): boolean {
  return outcome.kind === 'applied' && outcome.facts === undefined
}
