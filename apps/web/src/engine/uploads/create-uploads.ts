import type { AssetId, Sha256 } from '@rollcall/protocol'
import type { RollCall, RollEntry } from '@rollcall/sync'
import { assetIdOf, DEFAULT_SETTINGS, settingsOf } from '@rollcall/sync'
import type { UploadsLibrary } from '../engine-ports.ts'
import type { Badge, UploadEntry } from '../library-client.ts'
import type { Uploads } from '../uploads-port.ts'
import { createIntake } from './intake.ts'
import type { PickedFile } from './picked-file.ts'
import { isOnlyHere, isRead, isSettled } from './picked-file.ts'
import type { PickedLog } from './picked-log.ts'
import { openPickedLog } from './picked-log.ts'
import type { RollWorld } from './roll-of-picked.ts'
import { badgesOf, entriesOf, rollOfPicked } from './roll-of-picked.ts'
import { createRecorder } from './record-picked.ts'
import { createSender } from './sender.ts'
import type { UploadPorts } from './upload-ports.ts'
import type { UploadWorld } from './upload-world.ts'

/*
 * Files picked in this browser, from the moment they are picked until the library holds them:
 *
 *   copying ──▶ to_upload ──▶ to_record ──▶ safe
 *      │            the server has said durable [R4] ┘      └ the library names them
 *      └──▶ unsupported, ignored, preview, unreadable; torn when the page went before the copy was whole
 *
 * Each step is kept in this browser's own store before it is shown, so a reload, a crash or a lost network goes on where it was. What may
 * be sent now, and why not, is `decide`'s to say [R3]; every file stays on the roll [R1].
 *
 * Stays whole: it only composes; what each part does is in the files beside it.
 */

/** Makes the uploads of a browser over its library. What was picked before goes on. */
export function createUploads(library: UploadsLibrary, ports: UploadPorts): Uploads {
  const listeners = new Set<() => void>()
  const thumbnails = new Map<string, string>()
  let log: PickedLog | null = null
  let shown: Shown | null = null
  /** Of rows that nothing changes any more, what was decided once. */
  const settled = new WeakMap<PickedFile, RollEntry>()

  const changed = () => {
    shown = null
    for (const listener of listeners) listener()
  }
  const sender = createSender(library, ports, changed)
  const opened = openPickedLog(library.store, ports.files, ports.random).then((made) => {
    log = made
    const world: UploadWorld = {
      library,
      ports,
      log: made,
      sources: new Map(),
      idKey: () => library.identity()?.libraries[0]?.idKey ?? null,
      changed,
      wake: sender.wake,
    }
    changed()
    return { world, intake: createIntake(world, thumbnails), recorder: createRecorder(world) }
  })
  opened.catch(ports.onBug)

  const idOf = (sha256: Sha256): AssetId | null => {
    const idKey = library.identity()?.libraries[0]?.idKey
    return idKey === undefined ? null : assetIdOf(idKey, sha256, 0, ports.hmacSha256)
  }
  const assetOf = (row: PickedFile): AssetId | null => {
    if (!isRead(row)) return null
    const { stage } = row
    return (stage.kind === 'to_upload' ? null : stage.assetId) ?? idOf(stage.sha256)
  }

  /** What is said of the files, until something changes. */
  function look(): Shown {
    if (shown !== null) return shown
    const rows = log?.rows() ?? NO_ROWS
    const deviceId = library.identity()?.deviceId
    const record = deviceId === undefined ? null : library.store.base().records.record('device', deviceId)
    const world: RollWorld = {
      settings: record === null ? DEFAULT_SETTINGS : settingsOf(record.settings),
      thumbnails,
      assetIdOf: assetOf,
      ...sender.surroundings(),
    }
    const roll = rollOfPicked(rows.values(), world, settled)
    const entries = entriesOf(rows, roll, world)
    const { columns } = library.store.base()
    const badges = badgesOf(
      entries.filter(
        ({ assetId, state }) =>
          state === 'verifying' || (assetId !== null && columns.slotOf(assetId) !== null),
      ),
    )
    shown = { roll, entries, badges }
    return shown
  }

  return {
    add: async (files) => await (await opened).intake.add(files),
    retry: () => {
      void opened.then(({ world }) => tryAgain(world)).catch(ports.onBug)
    },
    sendNow: () => {
      sender.grantAll()
      void opened.then(({ world }) => tryAgain(world)).catch(ports.onBug)
    },
    leaveOut: async (ids) => await leaveOut((await opened).world, ids),
    notice: () => {
      if (log?.follow() === true) changed()
      void opened.then(({ recorder }) => recorder.hear()).catch(ports.onBug)
      sender.wake()
    },
    entries: () => look().entries,
    roll: () => look().roll,
    badges: () => look().badges,
    isOnlyHere: () =>
      log === null ? library.store.state().uploads !== null : [...log.rows().values()].some(isOnlyHere),
    run: async (signal) => {
      const { world, recorder } = await opened
      await sender.run(world, recorder, () => look().roll.entries, signal)
    },
    subscribe: (onChange) => {
      listeners.add(onChange)
      return () => listeners.delete(onChange)
    },
    clear: async () => {
      const { world } = await opened
      for (const address of thumbnails.values()) ports.thumbnails.drop(address)
      thumbnails.clear()
      world.sources.clear()
      await world.log.clear()
      changed()
    },
  }
}

interface Shown {
  readonly roll: RollCall
  readonly entries: readonly UploadEntry[]
  readonly badges: ReadonlyMap<AssetId, Badge>
}

const NO_ROWS: ReadonlyMap<string, PickedFile> = new Map()

/** Forgets what the last tries ended with, so that the next ones are now. */
async function tryAgain({ log, changed, wake }: UploadWorld): Promise<void> {
  const tried = [...log.rows().values()].filter(({ attempt }) => attempt !== null)
  if (tried.length > 0) await log.put(tried.map((row) => ({ ...row, attempt: null })))
  changed()
  wake()
}

/** Somebody does not want these in the library after all; they stay on the roll as left out. Their copies go. */
async function leaveOut(
  { log, sources, ports, changed }: UploadWorld,
  ids: readonly string[],
): Promise<void> {
  const rows = ids.flatMap((id) => {
    const row = log.rows().get(id)
    return row === undefined || isSettled(row) || row.stage.kind === 'to_record' ? [] : [row]
  })
  const stage = { kind: 'ignored', because: 'you left it out' } as const
  await log.put(rows.map((row) => ({ ...row, stage, attempt: null })))
  for (const row of rows) {
    sources.delete(row.id)
    if (row.stage.kind === 'to_upload') await ports.files?.remove(`picked-${row.id}`)
  }
  changed()
}
