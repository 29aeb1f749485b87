import type { LeaseApi, ServerApi } from '@rollcall/platform-client'
import { ServerAway } from '@rollcall/platform-client'
import type { Problem, Sha256, Statement } from '@rollcall/protocol'
import { ATTEST_MAX_AGE_MS } from '@rollcall/protocol'
import type { FolderPath } from '@rollcall/sync'
import { NOTHING_MEASURED, purgedHashes } from '@rollcall/sync'
import { rollOfDevice } from '../engine/roll-of-device.ts'
import type { DeviceState } from '../state/device-state.ts'
import type { OnAttested, ServersWord } from './ask-server.ts'
import { askServer } from './ask-server.ts'
import { askStatement } from './ask-statement.ts'
import type { Loss, OwnState } from './judge-wipe.ts'
import { judgeWipe } from './judge-wipe.ts'
import type { KnownRoll, SortedInventory } from './sort-inventory.ts'
import { LEFT_OUT, hashesOf, sortInventory } from './sort-inventory.ts'
import type { Inventory, InventoryPorts, OnRead } from './take-inventory.ts'
import { isAsFound, takeInventory } from './take-inventory.ts'
import { isSigned, listDigestOf } from './verify-statement.ts'

/*
 * Can this device be wiped without losing anything [R6]? The answer rests on nothing that the device remembers of its files: it reads
 * every one again, asks the server for each, has the server sign what it said, and looks once more whether anything changed meanwhile.
 *
 *   inventory ─▶ attest ─▶ judge ──▶ nothing lost ──▶ sign ─▶ look again ─▶ SAFE
 *   (hash all)   (server)            something ─▶ NOT_SAFE     changed ─▶ NOT_SAFE      no answer, at any point ─▶ UNKNOWN
 *
 * It changes nothing, here or there, so it can be stopped at any line.
 */

/** What the check needs of the world. */
export interface WipePorts extends InventoryPorts {
  readonly state: DeviceState
  readonly api: Pick<LeaseApi, 'attest' | 'statement' | 'statementPage'>
  readonly server: Pick<ServerApi, 'serverKey'>
  readonly libraryId: string
  /** The key of the server as this device first saw it; null before. */
  readonly pinnedKey: () => string | null
  readonly pinKey: (publicKey: string) => void
  readonly onProgress: { readonly read: OnRead; readonly attested: OnAttested }
}

/** Why there is no answer, or not the good one. */
export type WipeCode =
  | 'safe'
  | 'would_be_lost'
  | 'changed_meanwhile'
  | 'no_answer'
  | 'refused'
  | 'folder_missing'
  | 'other_key'
  | 'not_what_was_asked'

/** The answer. Counts are of what lies here now. */
export interface WipeReport {
  readonly verdict: 'SAFE' | 'NOT_SAFE' | 'UNKNOWN'
  readonly code: WipeCode
  readonly sentence: string
  /** Only with SAFE. */
  readonly statement: Statement | null
  readonly losses: readonly Loss[]
  /** Null when the folder could not be looked at. */
  readonly found: SortedInventory | null
  /** Originals of this device that the server holds, with the times of its last reading; empty before it was asked. */
  readonly words: ReadonlyMap<Sha256, ServersWord>
  /** Null when the folder could not be looked at; to be compared with later. */
  readonly inventory: Inventory | null
}

/** Does the check. Rejects with a `DiskFailure` when the folder gives out meanwhile. */
export async function checkSafeToWipe(
  ports: WipePorts,
  maxAgeMs: number = ATTEST_MAX_AGE_MS,
): Promise<WipeReport> {
  let report: WipeReport = { ...NOTHING_KNOWN }
  try {
    const key = await ports.server.serverKey()
    if (!key.ok) return refuse(report, key.refusal)
    const { publicKey } = key.value
    if (ports.pinnedKey() === null) ports.pinKey(publicKey)
    if (ports.pinnedKey() !== publicKey) return answer(report, 'other_key')

    const inventory = await takeInventory(ports, ports.onProgress.read)
    if (inventory === null) return answer(report, 'folder_missing')
    const found = sortInventory(inventory, rollOf(ports))
    report = { ...report, inventory, found }

    const asked = await askServer(ports.api, everyHashOf(found), maxAgeMs, ports.onProgress.attested)
    if (!asked.ok) return refuse(report, asked.refusal)
    report = { ...report, words: asked.value }
    const losses = judgeWipe(found, asked.value, ownStateOf(ports.state))
    if (losses.length > 0) return { ...answer(report, 'would_be_lost'), losses }

    const hashes = hashesOf(found)
    const signed = await askStatement(ports.api, hashes, found.ignored.length)
    if (!signed.ok) return refuse(report, signed.refusal)
    const statement = signed.value
    if (statement.publicKey !== publicKey) return answer(report, 'other_key')
    if (!isAboutUs(ports, statement, hashes)) return answer(report, 'not_what_was_asked')

    const { unsent } = ownStateOf(ports.state)
    if (unsent > 0 || !(await isAsFound(ports, inventory))) return answer(report, 'changed_meanwhile')
    const safe = { ...answer(report, 'safe'), statement }
    return found.ignored.some(({ because }) => because === LEFT_OUT) ? { ...safe, sentence: SAFE_BUT } : safe
  } catch (error) {
    if (error instanceof ServerAway) return answer(report, 'no_answer')
    throw error
  }
}

/** Said of a device with files that a setting leaves out: they are named, and the verdict is not about them [R6]. */
const SAFE_BUT =
  'This device can be wiped, but for what your settings leave out: the server holds every other original.'

const NOTHING_KNOWN: WipeReport = {
  verdict: 'UNKNOWN',
  code: 'no_answer',
  sentence: '',
  statement: null,
  losses: [],
  found: null,
  words: new Map(),
  inventory: null,
}

function answer(report: WipeReport, code: WipeCode): WipeReport {
  return { ...report, code, ...ANSWERS[code] }
}

/** The server would not answer, or would not sign: what it said stands beside what we know. */
function refuse(report: WipeReport, { code, title }: Problem): WipeReport {
  if (code === 'lease_refused' || code === 'epoch_changed') return answer(report, 'changed_meanwhile')
  const { verdict, sentence } = ANSWERS.refused
  return { ...report, code: 'refused', verdict, sentence: `${sentence} ${title} (${code}).` }
}

const ANSWERS: Readonly<Record<WipeCode, Pick<WipeReport, 'verdict' | 'sentence'>>> = {
  safe: { verdict: 'SAFE', sentence: 'This device can be wiped: the server holds every original.' },
  would_be_lost: { verdict: 'NOT_SAFE', sentence: 'Do not wipe this device yet: something would be lost.' },
  changed_meanwhile: {
    verdict: 'NOT_SAFE',
    sentence: 'Something changed while it was checked. Run the check again.',
  },
  no_answer: {
    verdict: 'UNKNOWN',
    sentence: 'Nobody can say: the server does not answer, and only it knows what it holds.',
  },
  refused: { verdict: 'UNKNOWN', sentence: 'Nobody can say: the server did not answer the question.' },
  folder_missing: { verdict: 'UNKNOWN', sentence: 'Nobody can say: the folder is not there.' },
  other_key: {
    verdict: 'UNKNOWN',
    sentence: 'Nobody can say: the server does not sign with the key that this device knows it by.',
  },
  not_what_was_asked: {
    verdict: 'UNKNOWN',
    sentence: 'Nobody can say: what the server signed is not what this device asked about.',
  },
}

/** The roll as the engine would call it now, and the scan behind it. */
export function rollOf({ state, clock }: Pick<WipePorts, 'state' | 'clock'>): KnownRoll {
  const { entries } = rollOfDevice(state, {
    now: clock.now(),
    engine: 'running',
    measured: NOTHING_MEASURED,
    active: new Map(),
  }).roll
  const scannedHash = (path: FolderPath) => {
    const content = state.folder.scanned(path)?.content
    return content?.kind === 'original' ? content.sha256 : null
  }
  return { entries, scannedHash, isOurs: (sha256) => state.folder.previews().has(sha256) }
}

function everyHashOf(found: SortedInventory): readonly Sha256[] {
  const aside = found.setAside.flatMap(({ sha256, derivativeOf }) => [sha256, derivativeOf ?? sha256])
  return [...new Set([...hashesOf(found), ...aside])]
}

function ownStateOf({ replica, setbacks }: DeviceState): OwnState {
  const purged = purgedHashes(replica.base().values())
  return {
    unsent: replica.outboxLength(),
    unseen: setbacks.countUnseen(),
    isPurged: (sha256) => purged.has(sha256),
  }
}

function isAboutUs(
  { state, libraryId }: Pick<WipePorts, 'state' | 'libraryId'>,
  statement: Statement,
  hashes: readonly Sha256[],
): boolean {
  const { body } = statement
  return (
    body.deviceId === state.deviceId &&
    body.library === libraryId &&
    body.originals === hashes.length &&
    body.listDigest === listDigestOf(hashes) &&
    isSigned(statement)
  )
}
