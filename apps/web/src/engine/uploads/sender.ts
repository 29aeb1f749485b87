import { ServerAway, createWaker } from '@rollcall/platform-client'
import type { Problem, Sha256, Usage } from '@rollcall/protocol'
import { HAVE_HASHES_MAX } from '@rollcall/protocol'
import type { ActiveTransfer, Attempt, Conditions, Grant, RollEntry, ServerCondition } from '@rollcall/sync'
import {
  backoffMs,
  DiskFailure,
  NOTHING_MEASURED,
  nextMoves,
  reasonOfProblem,
  serverAwayCodeOf,
} from '@rollcall/sync'
import type { UploadsLibrary } from '../engine-ports.ts'
import type { UploadWorld } from './upload-world.ts'
import type { PickedFile, ReadFile } from './picked-file.ts'
import { copyName, isRead } from './picked-file.ts'
import type { Recorder } from './record-picked.ts'
import { sendFile } from './send-file.ts'
import type { UploadPorts } from './upload-ports.ts'

/*
 * Sends what `decide` lets go, a few files at a time, and keeps what came of each. One loop; whatever may change its mind wakes it.
 *
 * Stays whole: the server's absence, what is under way and what is known of the room are one small state that each function here moves.
 */

/** Files under way at once; a browser shares its few connections with the pictures of the page. */
const FILES_AT_ONCE = 3

/** What is measured of this browser, and of the library's room, is no older than this when something is decided. */
const MEASURED_FOR_MS = 15_000

/** Looked again this often while something waits for conditions that tell nobody when they change. */
const LOOK_EVERY_MS = 15_000

/** See the file's header. */
export interface Sender {
  readonly wake: () => void
  /** Somebody wants everything sent that is here now, whatever power and network forbid. */
  readonly grantAll: () => void
  /** What a roll is called by. */
  readonly surroundings: () => {
    readonly conditions: Conditions
    readonly active: ReadonlyMap<string, ActiveTransfer>
    readonly grant: Grant
  }
  readonly run: (
    world: UploadWorld,
    recorder: Recorder,
    entries: () => readonly RollEntry[],
    signal: AbortSignal,
  ) => Promise<void>
}

type ToSend = ReadFile & { readonly stage: Extract<ReadFile['stage'], { kind: 'to_upload' }> }

/** Makes a sender. */
export function createSender(library: UploadsLibrary, ports: UploadPorts, changed: () => void): Sender {
  const { clock, random } = ports
  const waker = createWaker(clock)
  const active = new Map<string, ActiveTransfer>()
  /** Hashes that the server was asked about since it was last away. */
  const askedFor = new Set<Sha256>()
  let measured = NOTHING_MEASURED
  let usage: Usage | null = null
  let measuredAt = Number.NEGATIVE_INFINITY
  let server: ServerCondition = { kind: 'reachable' }
  let failures = 0
  let grant: Grant = 'none'

  function serverNow(): ServerCondition {
    if (server.kind === 'away') return server
    const away = library.away()
    return away === null ? server : { kind: 'away', ...away, nextTry: null, facts: {} }
  }

  function goAway(code: ServerAway['code'], facts: ServerAway['facts']): void {
    failures++
    const since = server.kind === 'away' && server.code === code ? server.since : clock.now()
    server = {
      kind: 'away',
      code,
      since,
      nextTry: clock.now() + backoffMs(failures, random.fraction()),
      facts,
    }
    askedFor.clear()
    changed()
  }

  /** Asks the server something that concerns every file; null when there is no use in the answer. */
  async function ask<Value>(
    call: () => Promise<{ ok: true; value: Value } | { ok: false; refusal: Problem }>,
  ): Promise<Value | null> {
    try {
      const answer = await call()
      if (!answer.ok) {
        goAway(serverAwayCodeOf(answer.refusal.code), {
          ...answer.refusal.facts,
          failure: answer.refusal.title,
        })
        return null
      }
      if (server.kind === 'away') {
        server = { kind: 'reachable' }
        changed()
      }
      failures = 0
      return answer.value
    } catch (failure) {
      if (!(failure instanceof ServerAway)) throw failure
      goAway(failure.code, failure.facts)
      return null
    }
  }

  /** Measures anew what is old; the first question to a server that was away is whether it is back. */
  async function measure(world: UploadWorld): Promise<void> {
    const api = library.api()
    const isOld = clock.monotonic() - measuredAt >= MEASURED_FOR_MS
    const isDue = server.kind === 'away' ? (server.nextTry ?? 0) <= clock.now() : isOld
    if (isOld) measured = await ports.conditions()
    if (api === null || !isDue || ![...world.log.rows().values()].some(isToSend)) {
      if (isOld) changed()
      return
    }
    const known = await ask(api.usage)
    measuredAt = clock.monotonic()
    if (known === null) return
    if (JSON.stringify(known) !== JSON.stringify(usage)) await forgetRoom(world)
    usage = known
    changed()
  }

  /** The room has changed: files that had none are looked at again. */
  async function forgetRoom({ log }: UploadWorld): Promise<void> {
    const rows = [...log.rows().values()].filter(
      ({ attempt }) => attempt !== null && ABOUT_ROOM.has(attempt.code),
    )
    if (rows.length > 0) await log.put(rows.map((row) => ({ ...row, attempt: null })))
  }

  /** What the library holds already is not sent [R16]. */
  async function askWhatIsThere(world: UploadWorld): Promise<void> {
    const libraryId = library.identity()?.libraries[0]?.libraryId
    const rows = [...world.log.rows().values()]
      .filter(isToSend)
      .filter(({ stage }) => !askedFor.has(stage.sha256))
    if (libraryId === undefined || rows.length === 0 || server.kind === 'away') return
    const hashes = [...new Set(rows.map(({ stage }) => stage.sha256))].slice(0, HAVE_HASHES_MAX)
    const answer = await ask(() => ports.uploadsApi(libraryId).have(hashes))
    if (answer === null) return
    for (const hash of hashes) askedFor.add(hash)
    const there = new Set(answer.durable)
    const held = rows.filter(({ stage }) => there.has(stage.sha256))
    if (held.length > 0) await world.log.put(held.map((row) => durable(row, null)))
    if (held.length > 0) changed()
  }

  async function send(world: UploadWorld, row: ToSend): Promise<void> {
    const api = library.api()
    if (api === null) return
    const { sha256 } = row.stage
    active.set(row.id, { bytesDone: 0 })
    changed()
    try {
      const onBytes = (bytesDone: number) => {
        active.set(row.id, { bytesDone })
        changed()
      }
      const read = (from: number, to: number) => readRange(world, row, from, to)
      const sent = await sendFile(
        { api, read, sha256Of: ports.sha256Of, onBytes },
        { sha256, bytes: row.bytes },
      )
      if (!sent.ok) await noteRefusal(world, row, sent.refusal)
      else if (sent.value !== null) await keep(world, row, durable(row, sent.value.verifiedAt))
      else await keep(world, row, { ...row, stage: shortStage(row) })
    } catch (failure) {
      await noteFailure(world, row, failure)
    } finally {
      active.delete(row.id)
      changed()
      waker.wake()
    }
  }

  /** Keeps what a try came to, unless somebody has left the file out meanwhile. */
  async function keep({ log }: UploadWorld, before: ToSend, after: PickedFile): Promise<void> {
    const now = log.rows().get(before.id)
    if (now !== undefined && (isToSend(now) || after.stage.kind === 'to_record')) await log.put([after])
  }

  async function noteRefusal(world: UploadWorld, row: ToSend, refusal: Problem): Promise<void> {
    const code = reasonOfProblem(refusal.code)
    if (code === null) {
      goAway(serverAwayCodeOf(refusal.code), { ...refusal.facts, failure: refusal.title })
      return
    }
    if (ABOUT_ROOM.has(code)) measuredAt = Number.NEGATIVE_INFINITY
    await keep(world, row, withAttempt(row, code, { bytes: row.bytes, ...refusal.facts }))
  }

  async function noteFailure(world: UploadWorld, row: ToSend, failure: unknown): Promise<void> {
    if (failure instanceof ServerAway) {
      goAway(failure.code, failure.facts)
      return
    }
    if (
      failure instanceof DiskFailure ||
      (failure instanceof DOMException && failure.name === 'NotReadableError')
    ) {
      const words = failure instanceof DiskFailure ? failure.kind.replace('_', ' ') : failure.name
      await keep(world, row, withAttempt(row, 'unreadable', { failure: words, bytes: row.bytes }))
      return
    }
    ports.onBug(failure)
  }

  function withAttempt(row: ToSend, code: Attempt['code'], facts: Attempt['facts']): PickedFile {
    const count = (row.attempt?.count ?? 0) + 1
    const nextTry = clock.now() + backoffMs(count, random.fraction())
    return { ...row, attempt: { code, facts, count, nextTry } }
  }

  function readRange({ sources }: UploadWorld, row: ToSend, from: number, to: number) {
    if (from === to) return Promise.resolve(new Uint8Array(0))
    if (row.stage.heldAs === 'copy' && ports.files !== null) return readCopy(ports.files, row.id, from, to)
    return readFile(sources.get(row.id), from, to)
  }

  function start(world: UploadWorld, entries: readonly RollEntry[]): void {
    const underWay = new Set([...active.keys()].map((id) => hashOf(world.log.rows().get(id))))
    for (const { item } of nextMoves(
      entries.filter(({ item: { key } }) => !active.has(key)),
      AHEAD_MAX,
    )) {
      const row = world.log.rows().get(item.key)
      // Two of the same bytes are not sent side by side.
      if (row === undefined || !isToSend(row) || underWay.has(row.stage.sha256)) continue
      if (active.size >= FILES_AT_ONCE) return
      underWay.add(row.stage.sha256)
      send(world, row).catch(ports.onBug)
    }
  }

  function waitMs(): number {
    const { kind } = server
    return kind === 'away'
      ? Math.max(1, Math.min(LOOK_EVERY_MS, (server.nextTry ?? 0) - clock.now()))
      : LOOK_EVERY_MS
  }

  return {
    wake: waker.wake,
    grantAll: () => {
      grant = 'everything'
    },
    surroundings: () => ({
      conditions: { now: clock.now(), engine: 'running', server: serverNow(), usage, measured },
      active,
      grant,
    }),
    run: async (world, recorder, entries, signal) => {
      while (!signal.aborted) {
        await measure(world)
        await askWhatIsThere(world)
        await recorder.record()
        const rows = [...world.log.rows().values()]
        if (!rows.some(isToSend)) grant = 'none'
        changed() // `decide` looks at the time
        if (!signal.aborted) start(world, entries())
        await waker.wait(soonest(rows, waitMs(), clock.now()), signal)
      }
    },
  }
}

/** Files looked at for the next to be sent. */
const AHEAD_MAX = 64

/** Reasons that another reading of the library's room may end. */
const ABOUT_ROOM: ReadonlySet<string> = new Set(['quota_full', 'too_large_for_quota', 'server_disk_full'])

function isToSend(row: PickedFile): row is ToSend {
  return row.stage.kind === 'to_upload'
}

function hashOf(row: PickedFile | undefined): Sha256 | null {
  return row !== undefined && isRead(row) ? row.stage.sha256 : null
}

/** The server has the bytes [R4]. */
function durable(row: ToSend, verifiedAt: number | null): PickedFile {
  return { ...row, stage: { ...row.stage, kind: 'to_record', verifiedAt, assetId: null }, attempt: null }
}

/** There is less of the file than was read when it was picked. */
function shortStage({ stage }: ToSend): PickedFile['stage'] {
  return stage.heldAs === 'copy'
    ? { kind: 'torn' }
    : { kind: 'unreadable', failure: 'it was changed after it was chosen' }
}

/** How long until the first try that is due, at most `mostMs`. */
function soonest(rows: readonly PickedFile[], mostMs: number, now: number): number {
  let least = mostMs
  for (const { attempt } of rows)
    if (attempt !== null && attempt.nextTry > now) least = Math.min(least, attempt.nextTry - now)
  return least
}

async function readCopy(
  files: NonNullable<UploadPorts['files']>,
  id: string,
  from: number,
  to: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const bytes = await files.readPart(copyName(id), from, to - from)
  return bytes?.length === to - from ? bytes : null
}

async function readFile(
  file: File | undefined,
  from: number,
  to: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const bytes = await file?.slice(from, to).arrayBuffer()
  return bytes?.byteLength === to - from ? new Uint8Array(bytes) : null
}
