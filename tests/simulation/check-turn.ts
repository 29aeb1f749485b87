import type { Asset, AssetId, ClientId, FieldEdit, LibraryRecord } from '@rollcall/protocol'
import { TRASH_KEPT_MS } from '@rollcall/protocol'
import { positionOf } from '@rollcall/sync'
import { nameOfRecord } from './difference-of.ts'
import type { LineMove, Turn } from './turn.ts'
import { marksOfAsset, marksOfRecord } from './turn.ts'
import type { QueuedMutation, Witness } from './witness.ts'

/*
 * The rules for one commit of the server, told once more and independently of the product: what it changed must follow from what people
 * asked for, and from the state that it found.
 */

/** The library as a commit found it. */
export interface Found {
  readonly assets: ReadonlyMap<AssetId, Asset>
  readonly records: ReadonlyMap<string, LibraryRecord>
}

/** A batch of edits is on its way for so long at most. */
const TRAVEL_MAX_MS = 5_000

/** Checks a commit. `wallNow`: the server's clock at the commit. */
export function checkTurn(turn: Turn, found: Found, witness: Witness, wallNow: number): void {
  for (const line of turn.lines) checkLine(turn, line, witness)
  const [line] = turn.lines
  const done = line === undefined ? null : witness.queuedBetween(line.clientId, line.last, line.next)
  const assets = new Map<AssetId, Asset>()
  for (const asset of turn.assets) {
    const before = assets.get(asset.id) ?? found.assets.get(asset.id)
    assets.set(asset.id, asset)
    checkState(before, asset, turn, found, witness, wallNow)
    checkDropped(before, asset, witness, wallNow)
    if (before === undefined || done === null || line === undefined) continue
    checkTrash(before, asset, done, line, witness)
    checkKeywords(before, asset, done, line, witness)
    checkFields(before, asset, done, found, line, witness)
    checkEdits(before, asset, done, line, witness)
  }
  const records = new Map(found.records)
  for (const record of turn.records) {
    checkRecord(records, record, witness)
    records.set(nameOfRecord(record), record)
  }
  for (const asset of turn.assets) checkVersions(asset, records, witness)
  if (line !== undefined) checkJournal(turn, found, line, witness)
  if (done !== null) checkHeld(turn, found, done, witness)
  if (done !== null && line !== undefined) checkSettings(turn, found, done, line, witness)
  for (const name of turn.dropped) witness.report('journal is whole', `${nameOfRecord(name)} was dropped`)
  if (done !== null && line !== undefined) checkEditTimes(turn, found, done, line, witness)
}

function checkLine(turn: Turn, { clientId, last, next }: LineMove, witness: Witness): void {
  const isReplay = next === last
  witness.expect(next >= last, 'exactly once', () => `client ${clientId} went back from ${last} to ${next}`)
  const changed = turn.assets.length + turn.records.length
  witness.expect(!isReplay || changed === 0, 'exactly once', () => `mutation ${next} took effect again`)
}

/** How an asset may go from one state to another. */
function checkState(
  before: Asset | undefined,
  asset: Asset,
  turn: Turn,
  found: Found,
  witness: Witness,
  wallNow: number,
): void {
  const { id, resources, state, purgeAt, purgedAt, deletedAt } = asset
  for (const { sha256 } of resources) {
    const isMade = witness.made.has(sha256)
    witness.expect(isMade, 'no original is invented', () => `nobody made ${sha256.slice(0, 8)}`)
  }
  // Whatever it is made anew from: what devices hold of it, and segments, call it by its number.
  const isSame = before === undefined || before.no === asset.no
  witness.expect(isSame, 'an asset keeps its number', () => `asset ${id}: ${before?.no}, then ${asset.no}`)
  const was = before?.state ?? null
  if (state === 'live' && (was === 'trashed' || was === 'deleted'))
    witness.expect(
      isRestorable(id, found, witness) || isHeldIn(turn, id),
      'no resurrection',
      () => `asset ${id} came back by itself`,
    )
  if (was === 'live' && state === 'trashed') {
    witness.expect(witness.trashable.has(id), 'nothing trashed unasked', () => `asset ${id} was trashed`)
    const isKept = purgeAt !== undefined && purgeAt >= wallNow + TRASH_KEPT_MS - TRAVEL_MAX_MS
    witness.expect(isKept, 'nothing purged early', () => `asset ${id} is to be purged at ${purgeAt}`)
  }
  if (was !== 'deleted' && state === 'deleted') {
    const isFromTrash = was === 'trashed'
    const isAsked = witness.deletable.has(id) || (before?.purgeAt ?? Number.POSITIVE_INFINITY) <= wallNow
    witness.expect(isFromTrash && isAsked, 'nothing purged early', () => `asset ${id} was deleted for good`)
  }
  if (before?.purgedAt === undefined && purgedAt !== undefined) {
    const isDue = was === 'deleted' && deletedAt !== undefined && deletedAt + TRASH_KEPT_MS <= wallNow
    witness.expect(isDue, 'nothing purged early', () => `the bytes of asset ${id} went at ${wallNow}`)
  }
}

/** Whether somebody wants it back, or what has become a part of it. */
function isRestorable(id: AssetId, { assets }: Found, { restorable }: Witness): boolean {
  const wholeOf = (part: AssetId): AssetId => {
    const whole = assets.get(part)?.mergedInto
    return whole === undefined ? part : wholeOf(whole)
  }
  return restorable.has(id) || [...restorable].some((each) => wholeOf(each) === id)
}

/** What was trashed as the first of many comes back into a hold [R17]. */
function isHeldIn({ records }: Turn, id: AssetId): boolean {
  return records.some((record) => record.kind === 'hold' && record.assetIds.includes(id))
}

/** A restore beats a trash that was made without sight of it, and deleting for good yields to whatever others have said. */
function checkTrash(
  before: Asset,
  asset: Asset,
  done: readonly QueuedMutation[],
  { clientId }: LineMove,
  witness: Witness,
): void {
  const isAbout = ({ intent }: QueuedMutation, op: string) =>
    intent.op === op && 'assetId' in intent.args && intent.args.assetId === asset.id
  const others = (mark: FieldEdit) => mark.clientId !== clientId
  if (before.state === 'live' && asset.state === 'trashed') {
    const asked = done.filter((each) => isAbout(each, 'trash'))
    const mark = before.edits.state
    const isBlind = mark !== undefined && others(mark) && asked.every(({ baseSeq }) => baseSeq < mark.seq)
    witness.expect(!isBlind || asked.length === 0, 'a restore beats a trash', () => `asset ${asset.id}`)
  }
  if (before.state === 'trashed' && asset.state === 'deleted') {
    const asked = done.filter((each) => isAbout(each, 'deleteForGood'))
    const isBlind = (baseSeq: number) =>
      marksOfAsset(before).some((mark) => others(mark) && mark.seq > baseSeq)
    const holds = asked.length === 0 || asked.some(({ baseSeq }) => !isBlind(baseSeq))
    witness.expect(holds, 'nothing purged early', () => `asset ${asset.id} was changed since`)
  }
}

/** Whether who made an edit at `baseSeq` had seen a mark, or left it [S35]. */
function isInSight(mark: FieldEdit | undefined, clientId: ClientId, baseSeq: number): boolean {
  return mark === undefined || mark.clientId === clientId || mark.seq <= baseSeq
}

/** A keyword that somebody put on an asset is not taken off by who had not seen it. */
function checkKeywords(
  before: Asset,
  asset: Asset,
  done: readonly QueuedMutation[],
  { clientId }: LineMove,
  witness: Witness,
): void {
  for (const word of before.keywords ?? []) {
    if (asset.keywords?.includes(word) === true) continue
    const mark = before.edits.keywords?.[word]
    const isSeen = done.some(
      ({ intent, baseSeq }) =>
        intent.op === 'setKeyword' && intent.args.keyword === word && isInSight(mark, clientId, baseSeq),
    )
    witness.expect(isSeen, 'an addition beats a removal', () => `${word} went from asset ${asset.id}`)
  }
}

/** An edited file goes only when somebody lets go of it who has seen what others want of it, and never the one that shows. */
function checkEdits(
  before: Asset,
  asset: Asset,
  done: readonly QueuedMutation[],
  { clientId }: LineMove,
  witness: Witness,
): void {
  if (asset.state === 'merged' || asset.purgedAt !== undefined) return
  const held = new Set(asset.resources.map(({ sha256 }) => sha256))
  for (const { role, sha256 } of before.resources) {
    if (role !== 'edit' || held.has(sha256)) continue
    const mark = before.edits.files?.[sha256]
    const isAsked = done.some(
      ({ intent: { op, args }, baseSeq }) =>
        op === 'setEditKept' && args.sha256 === sha256 && !args.isKept && isInSight(mark, clientId, baseSeq),
    )
    const isTold = asset.droppedFiles?.some((file) => file.sha256 === sha256) === true
    const isShown = asset.version?.sha256 === sha256
    witness.expect(isAsked && isTold && !isShown, 'an earlier edit is kept', () => {
      return `${sha256.slice(0, 8)} of asset ${asset.id} went`
    })
  }
}

/** The bytes of what was let go of stay for 30 days. */
function checkDropped(before: Asset | undefined, asset: Asset, witness: Witness, wallNow: number): void {
  if (asset.purgedAt !== undefined) return
  for (const { sha256, droppedAt, purgedAt } of asset.droppedFiles ?? []) {
    if (purgedAt === undefined) continue
    const isKnown = before?.droppedFiles?.some((file) => file.sha256 === sha256 && file.purgedAt === purgedAt)
    const isDue = isKnown === true || droppedAt + TRASH_KEPT_MS <= wallNow
    witness.expect(isDue, 'nothing purged early', () => `${sha256.slice(0, 8)} was let go of at ${droppedAt}`)
  }
}

/**
 * Of two edits of one field, made without sight of each other, the later one stands [R13]. What was said of a duplicate before this
 * commit, and is said of the asset from now on, is no edit.
 */
function checkFields(
  before: Asset,
  asset: Asset,
  done: readonly QueuedMutation[],
  found: Found,
  { clientId }: LineMove,
  witness: Witness,
): void {
  for (const [op, field] of LATER_WINS) {
    const last = before.edits[field]
    const mark = asset.edits[field]
    if (last === undefined || mark === undefined || mark.seq <= last.seq) continue
    const isBlind = done.every(({ intent, baseSeq }) => intent.op !== op || baseSeq < last.seq)
    const isEarlier =
      last.clientId !== clientId && mark.clientId === clientId && mark.editedAt < last.editedAt
    if (!isBlind || !isEarlier) continue
    const isTakenOver = [...found.assets.values()].some(({ edits }) => edits[field]?.seq === mark.seq)
    witness.expect(isTakenOver, 'the later edit stands', () => `${field} of asset ${asset.id}`)
  }
}

const LATER_WINS = [
  ['setFavourite', 'favourite'],
  ['setHidden', 'hidden'],
  ['setRating', 'rating'],
  ['setCaption', 'caption'],
  ['setTitle', 'title'],
  ['setDated', 'dated'],
  ['setLocated', 'located'],
  ['setVersion', 'version'],
] as const

/** The version that an asset shows, and the last one that was made, are kept. */
function checkVersions({ id, version, versions }: Asset, records: Found['records'], witness: Witness): void {
  for (const rev of new Set([version?.rev ?? 0, versions ?? 0])) {
    const isKept = rev === 0 || records.has(nameOfRecord({ kind: 'version', key: `${id}:${rev}` }))
    witness.expect(isKept, 'no version is lost', () => `version ${rev} of asset ${id} is not kept`)
  }
}

/** What somebody chose last for a device stands, unless another client's word counts more. */
function checkSettings(
  turn: Turn,
  found: Found,
  done: readonly QueuedMutation[],
  { clientId }: LineMove,
  witness: Witness,
): void {
  const records = new Map([
    ...found.records,
    ...turn.records.map((each) => [nameOfRecord(each), each] as const),
  ])
  const chosen = new Map(
    done.flatMap(({ intent: { op, args } }) =>
      op === 'setDeviceSetting' ? [[`${args.deviceId}:${args.setting.name}`, args] as const] : [],
    ),
  )
  for (const { deviceId, setting } of chosen.values()) {
    const record = records.get(nameOfRecord({ kind: 'device', key: deviceId }))
    if (record?.kind !== 'device') return witness.report('a chosen setting stands', `no device ${deviceId}`)
    const mark = record.edits[setting.name]
    const isOthers = mark !== undefined && mark.clientId !== clientId
    const isSo = JSON.stringify(record.settings[setting.name]) === JSON.stringify(setting.value)
    witness.expect(isOthers || isSo, 'a chosen setting stands', () => `${setting.name} of ${record.name}`)
  }
}

/** Every mutation that took effect is counted in the journal, once; what came of a command is not told there. */
function checkJournal(turn: Turn, found: Found, { clientId, last, next }: LineMove, witness: Witness): void {
  const kinds = Array.from({ length: next - last }, (_, at) => turn.outcomes.get(last + 1 + at)?.kind)
  const applied = kinds.filter((kind) => kind === undefined || kind === 'applied').length
  // What the server itself was told to do, it answers by itself.
  const answered = turn.records.filter(
    (record) => record.kind === 'command' && record.state !== 'waiting' && record.target !== 'server',
  ).length
  const rows = new Map(turn.records.map((record) => [nameOfRecord(record), record]))
  let journalled = 0
  for (const [name, row] of rows) {
    if (row.kind === 'batch' && row.clientId === clientId)
      journalled += countOf(row) - countOf(found.records.get(name))
  }
  witness.expect(
    journalled === applied - answered,
    'journal is whole',
    () => `${applied} mutations of client ${clientId} took effect, and the journal tells of ${journalled}`,
  )
}

function countOf(row: LibraryRecord | undefined): number {
  return row?.kind === 'batch' ? Object.values(row.counts).reduce((sum, count) => sum + count, 0) : 0
}

/** What the deletion firewall holds is not deleted [R17], unless somebody asks for it beside. */
function checkHeld(turn: Turn, found: Found, done: readonly QueuedMutation[], witness: Witness): void {
  const held = turn.records.flatMap((record) =>
    record.kind === 'hold' && record.state === 'waiting' ? record.assetIds : [],
  )
  const isAsked = done.some(
    ({ intent: { op, args } }) =>
      op === 'answerHold' || op === 'uniteDuplicates' || (op === 'trash' && args.source === 'explicit'),
  )
  if (isAsked) return
  const last = new Map(turn.assets.map((asset) => [asset.id, asset]))
  for (const id of held) {
    const isTrashed = last.get(id)?.state === 'trashed' && found.assets.get(id)?.state === 'live'
    witness.expect(!isTrashed, 'a hold holds', () => `asset ${id} is held, and was trashed`)
  }
}

function checkRecord(records: Found['records'], record: LibraryRecord, witness: Witness): void {
  const before = records.get(nameOfRecord(record))
  if (record.kind === 'version' && before?.kind === 'version') {
    const isSame =
      record.forgotten === true ||
      JSON.stringify([before.recipe, before.sha256]) === JSON.stringify([record.recipe, record.sha256])
    witness.expect(isSame, 'no version is lost', () => `version ${record.key} was changed`)
  }
  if (before?.kind === 'hold' && before.state === 'waiting' && record.kind === 'hold')
    witness.heldSeqs.set(record.key, before.seq)
  if (record.kind === 'album') checkParents(records, record, witness)
  if (record.kind !== 'album' && record.kind !== 'entry') return
  const { scope, place } = positionOf(record)
  for (const other of records.values()) {
    if (other.kind !== record.kind || other.key === record.key) continue
    const position = positionOf(other)
    const isApart = position.scope !== scope || position.place !== place
    witness.expect(isApart, 'albums have one order', () => `${other.key} and ${record.key} share a place`)
  }
}

/** No folder lies in itself, at whatever depth. */
function checkParents(records: Found['records'], album: LibraryRecord, witness: Witness): void {
  const seen = new Set<string>()
  let at: LibraryRecord | undefined = album
  while (at?.kind === 'album' && at.parentId !== null) {
    const { key }: { readonly key: string } = at
    witness.expect(!seen.has(key), 'no folder is in itself', () => `album ${key}`)
    if (seen.has(key)) return
    seen.add(key)
    const parent: string = nameOfRecord({ kind: 'album', key: at.parentId })
    at = at.parentId === album.key ? album : records.get(parent)
  }
}

/** [R13] The server's time of an edit is the true one but for the way it travelled, or that of an edit that it was made in sight of. */
function checkEditTimes(
  turn: Turn,
  found: Found,
  done: readonly QueuedMutation[],
  { clientId }: LineMove,
  witness: Witness,
): void {
  const head = turn.before?.headSeq ?? 0
  const rows = [
    ...turn.assets.map((asset) => ({ now: marksOfAsset(asset), before: found.assets.get(asset.id) })),
  ]
  const times = done.map(({ at }) => at)
  const check = (mark: FieldEdit, known: readonly FieldEdit[]) => {
    if (mark.clientId !== clientId || mark.seq <= head) return
    const isTrue = times.some((at) => mark.editedAt >= at - 2 && mark.editedAt <= at + TRAVEL_MAX_MS)
    const isInSight = known.some(({ editedAt }) => editedAt === mark.editedAt)
    witness.expect(isTrue || isInSight, 'edit times are true', () => {
      const off = times.map((at) => Math.round(mark.editedAt - at))
      return `an edit of client ${clientId} is ${off.join(' or ')} ms off`
    })
  }
  for (const { now, before } of rows) {
    for (const mark of now) check(mark, before === undefined ? [] : marksOfAsset(before))
  }
  for (const record of turn.records) {
    const before = found.records.get(nameOfRecord(record))
    for (const mark of marksOfRecord(record)) check(mark, before === undefined ? [] : marksOfRecord(before))
  }
}
