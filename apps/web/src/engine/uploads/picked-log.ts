import type { Random } from '@rollcall/sync'
import type { LibraryStore } from '../store/library-store.ts'
import type { PickedFile } from './picked-file.ts'
import { copyName, isCopyName, isOnlyHere, isSettled, wantsCopy } from './picked-file.ts'
import type { UploadFiles } from './upload-ports.ts'

/*
 * Every file ever picked in this browser, as lines of one file that is only written on: the last line of a file's id counts. The
 * library's state names the file, so it goes with the library, and a fresh one is written whole before it is named. A line that a kill
 * cut short is no line: what it would have said is found out again.
 *
 * Stays whole: rows, file and state move together, and everything that moves them is here.
 */

/** Lines that say nothing new any more, before the file is written anew. */
const STALE_LINES_MAX = 2_000

/** Files of which all is done that are remembered, the newest; older ones are accounted for by the library alone. */
const SETTLED_MAX = 100_000

/** The form of what the state and the lines say; another release's lines are left alone. */
const FORM = 1

const LOG_NAME = /^uploads-[0-9a-f]+$/

/** See the file's header. */
export interface PickedLog {
  /** In the order in which they were picked. */
  readonly rows: () => ReadonlyMap<string, PickedFile>
  /** Keeps rows; when it resolves they survive a power cut, and are shown. Rejects with a `DiskFailure`. */
  readonly put: (rows: readonly PickedFile[]) => Promise<void>
  readonly forget: (id: string) => Promise<void>
  /** The library was forgotten beneath it: what is only here stays. Answers whether anything changed. */
  readonly follow: () => boolean
  readonly clear: () => Promise<void>
}

/**
 * Opens what was picked here before. What was not copied to its end when the page went is `torn`. Copies that no row wants are removed.
 * `files` null: rows live as long as the page.
 */
export async function openPickedLog(
  store: LibraryStore,
  files: UploadFiles | null,
  random: Random,
): Promise<PickedLog> {
  const rows = new Map<string, PickedFile>()
  let name = nameIn(store.state().uploads)
  let lines = 0
  let isWritable = name !== null
  let last: Promise<unknown> = Promise.resolve()

  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = last.then(work, work)
    last = turn.catch(() => undefined)
    return turn
  }

  /** Writes every row into a fresh file, lets the state name it, and drops the one before. */
  async function rewrite(own: UploadFiles, next: ReadonlyMap<string, PickedFile>): Promise<void> {
    const fresh = `uploads-${random.hex(8)}`
    const before = name
    await own.writeWhole(fresh, encode([...next.values()]))
    await store.change((state) => ({ ...state, uploads: { form: FORM, log: fresh } }))
    name = fresh
    lines = next.size
    isWritable = true
    if (before !== null) await own.remove(before)
  }

  async function write(changed: readonly PickedFile[], gone: readonly string[]): Promise<void> {
    if (files !== null) {
      const isNamed = name !== null && nameIn(store.state().uploads) === name
      const isStale = lines + changed.length > rows.size + STALE_LINES_MAX
      if (!isNamed || !isWritable || isStale || gone.length > 0) {
        const next = new Map(rows)
        for (const id of gone) next.delete(id)
        for (const row of changed) next.set(row.id, row)
        await rewrite(files, withinBounds(next))
      } else if (name !== null) {
        isWritable = false // until all of it is written, the end of the file may be half a line
        await files.append(name, encode(changed))
        isWritable = true
        lines += changed.length
      }
    }
    for (const id of gone) rows.delete(id)
    for (const row of changed) rows.set(row.id, row)
  }

  if (files !== null) await readInto(files)

  async function readInto(own: UploadFiles): Promise<void> {
    const bytes = name === null ? null : await own.read(name)
    const names = new Set(await own.list())
    const read = decode(bytes ?? new Uint8Array(0))
    lines = read.lines
    isWritable = read.isWhole && name !== null
    const torn: PickedFile[] = []
    for (const row of read.rows.values()) {
      const isHere = wantsCopy(row) ? names.has(copyName(row.id)) : !isOnlyHere(row)
      // What the server has needs no copy here to be recorded.
      if (isHere || row.stage.kind === 'to_record') rows.set(row.id, row)
      else torn.push({ ...row, stage: { kind: 'torn' }, attempt: null })
    }
    if (torn.length > 0) await write(torn, [])
    for (const each of names) {
      const row = isCopyName(each) ? rows.get(each.slice(copyName('').length)) : undefined
      const isStray = isCopyName(each) && (row === undefined || !wantsCopy(row))
      if (isStray || (LOG_NAME.test(each) && each !== name)) await own.remove(each)
    }
  }

  return {
    rows: () => rows,
    put: (changed) => inTurn(() => write(changed, [])),
    forget: (id) => inTurn(() => write([], [id])),
    follow: () => {
      if (files === null || name === null || nameIn(store.state().uploads) === name) return false
      const before = rows.size
      for (const row of [...rows.values()]) if (!isOnlyHere(row)) rows.delete(row.id)
      return rows.size !== before
    },
    clear: () =>
      inTurn(async () => {
        const copies = [...rows.values()].filter(wantsCopy)
        rows.clear()
        if (files === null) return
        await store.change((state) => ({ ...state, uploads: null }))
        for (const { id } of copies) await files.remove(copyName(id))
        if (name !== null) await files.remove(name)
        name = null
      }),
  }
}

function nameIn(uploads: unknown): string | null {
  if (typeof uploads !== 'object' || uploads === null) return null
  const { form, log } = uploads as { readonly form?: unknown; readonly log?: unknown }
  return form === FORM && typeof log === 'string' && LOG_NAME.test(log) ? log : null
}

function encode(rows: readonly PickedFile[]): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
}

function decode(bytes: Uint8Array): {
  readonly rows: Map<string, PickedFile>
  readonly lines: number
  readonly isWhole: boolean
} {
  const rows = new Map<string, PickedFile>()
  const texts = new TextDecoder().decode(bytes).split('\n')
  const rest = texts.pop() ?? ''
  let isWhole = rest === ''
  for (const text of texts) {
    const row = parseRow(text)
    if (row === null) isWhole = false
    else rows.set(row.id, row)
  }
  return { rows, lines: texts.length, isWhole }
}

/** A line as {@link encode} wrote it; null for one that is cut short. */
function parseRow(text: string): PickedFile | null {
  try {
    const row: unknown = JSON.parse(text)
    const isRow = typeof row === 'object' && row !== null && 'id' in row && 'stage' in row
    return isRow ? (row as PickedFile) : null
  } catch {
    return null
  }
}

function withinBounds(rows: ReadonlyMap<string, PickedFile>): ReadonlyMap<string, PickedFile> {
  let over = [...rows.values()].filter(isSettled).length - SETTLED_MAX
  if (over <= 0) return rows
  return new Map([...rows].filter(([, row]) => !(isSettled(row) && over-- > 0)))
}
