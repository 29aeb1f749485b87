import type { AssetId, DeviceSettings } from '@rollcall/protocol'
import type {
  ActiveTransfer,
  Conditions,
  Grant,
  Item,
  LocalFile,
  RollCall,
  RollEntry,
  Standing,
} from '@rollcall/sync'
import { callRoll, REASONS } from '@rollcall/sync'
import type { Badge, UploadEntry } from '../library-client.ts'
import type { KnownContent, PickedFile } from './picked-file.ts'
import { isSettled } from './picked-file.ts'

/*
 * What is said of the files picked here. `decide` of sync says whether each may move and why not [R3]; the list, the counts and what is
 * sent next all come from that one roll.
 */

/** Files that the state lists: those that are not safe first, then the newest. The roll counts all. */
const ENTRIES_MAX = 500

/** What is so beside the rows. */
export interface RollWorld {
  readonly settings: DeviceSettings
  readonly conditions: Conditions
  readonly active: ReadonlyMap<string, ActiveTransfer>
  readonly grant: Grant
  /** Addresses of pictures made here, by row. */
  readonly thumbnails: ReadonlyMap<string, string>
  readonly assetIdOf: (row: PickedFile) => AssetId | null
}

/** Says what a torn copy means, after `rollcall`'s reason for files that cannot be read. */
const TORN = 'the page was closed before it was copied; choose it again'

/** Calls the roll of every file ever picked here [R1]. `settled` keeps the lines of rows that nothing changes any more. */
export function rollOfPicked(
  rows: Iterable<PickedFile>,
  { settings, conditions, active, grant }: RollWorld,
  settled: WeakMap<PickedFile, RollEntry> = new WeakMap(),
): RollCall {
  const known: RollEntry[] = []
  const open: PickedFile[] = []
  for (const row of rows) {
    const entry = settled.get(row)
    if (entry === undefined) open.push(row)
    else known.push(entry)
  }
  const called = callRoll(
    settings,
    conditions,
    open.map((row) => ({
      item: itemOf(row),
      attempt: row.attempt,
      active: active.get(row.id) ?? null,
      grant,
      room: 'original' as const,
      isLeased: false,
    })),
  )
  const counts = { ...called.counts }
  for (const { decision } of known) counts[decision.state]++
  for (const [at, entry] of called.entries.entries()) {
    const row = open[at]
    if (row !== undefined && isSettled(row)) settled.set(row, entry)
  }
  const entries = [...known, ...called.entries]
  const bytes = known.reduce((sum, { item }) => sum + item.bytes, called.bytes)
  return { total: entries.length, counts, bytes, allSafe: called.allSafe, entries }
}

function itemOf(row: PickedFile): Item {
  const { stage } = row
  const sha256 = 'sha256' in stage ? stage.sha256 : null
  return { key: row.id, path: row.name, sha256, bytes: row.bytes, standing: standingOf(row) }
}

function standingOf(row: PickedFile): Standing {
  const { stage } = row
  switch (stage.kind) {
    case 'copying':
      return { kind: 'changing' }
    case 'torn':
      return { kind: 'unreadable', failure: TORN }
    case 'safe':
      return { kind: 'verified', duplicateOf: stage.duplicateOf }
    case 'to_upload':
      return { kind: 'to_upload', file: localFileOf(row, stage) }
    case 'to_record':
      return { kind: 'to_record', file: localFileOf(row, stage) }
    case 'unreadable':
    case 'unsupported':
    case 'ignored':
    case 'preview':
      return stage
  }
}

function localFileOf(
  { name, bytes, modifiedAt }: PickedFile,
  { sha256, assetKind, mime }: KnownContent,
): LocalFile {
  const content = { kind: 'original', sha256, assetKind, mime, derivativeOf: null } as const
  return { path: name, bytes, modifiedAt, content }
}

/** The list of files as the pages show it; bounded, see {@link ENTRIES_MAX}. */
export function entriesOf(
  rows: ReadonlyMap<string, PickedFile>,
  roll: RollCall,
  world: RollWorld,
): readonly UploadEntry[] {
  const open: UploadEntry[] = []
  const done: UploadEntry[] = []
  for (const entry of roll.entries) {
    const row = rows.get(entry.item.key)
    if (row === undefined) continue
    if (isSettled(row)) done.push(uploadEntryOf(row, entry, world))
    else if (open.length < ENTRIES_MAX) open.push(uploadEntryOf(row, entry, world))
  }
  return [...open, ...done.toReversed()].slice(0, ENTRIES_MAX)
}

function uploadEntryOf(row: PickedFile, { decision, active }: RollEntry, world: RollWorld): UploadEntry {
  const { stage } = row
  const [{ code, facts }] = decision.because
  const state = stateOf(row, decision.state, active)
  const isTold = state !== 'hashing' && state !== 'uploading' && state !== 'verifying'
  const isWhole = state === 'safe' || state === 'verifying'
  return {
    id: row.id,
    name: row.name,
    bytes: row.bytes,
    sentBytes: isWhole ? row.bytes : (active?.bytesDone ?? 0),
    state,
    reason: isTold && state !== 'safe' ? code : null,
    facts: isTold ? facts : {},
    sentence: isTold ? REASONS[code].sentence(facts) : null,
    assetId: world.assetIdOf(row),
    thumbnail: world.thumbnails.get(row.id) ?? null,
    verifiedAt: stage.kind === 'safe' || stage.kind === 'to_record' ? stage.verifiedAt : null,
    isKept: stage.kind !== 'copying' && !(stage.kind === 'to_upload' && stage.heldAs === 'file'),
  }
}

function stateOf(
  { stage }: PickedFile,
  decided: RollEntry['decision']['state'],
  active: ActiveTransfer | null,
): UploadEntry['state'] {
  if (stage.kind === 'copying') return 'hashing'
  if (stage.kind === 'to_record') return 'verifying'
  if (active !== null) return 'uploading'
  if (decided === 'deleted') return 'excluded'
  return decided === 'inProgress' ? 'verifying' : decided
}

/** Badges of photos that a file of this browser keeps from being wholly synced. */
export function badgesOf(entries: readonly UploadEntry[]): ReadonlyMap<AssetId, Badge> {
  const badges = new Map<AssetId, Badge>()
  for (const { assetId, state } of entries) {
    const badge = BADGE_BY_STATE[state]
    if (assetId !== null && badge !== null) badges.set(assetId, badge)
  }
  return badges
}

const BADGE_BY_STATE: Readonly<Record<UploadEntry['state'], Badge | null>> = {
  hashing: 'only_here',
  waiting: 'only_here',
  uploading: 'uploading',
  verifying: 'uploading',
  blocked: 'needs_you',
  safe: null,
  excluded: null,
}
