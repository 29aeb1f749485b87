import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { createSystemClock } from '@rollcall/platform-node'
import type { Sha256 } from '@rollcall/protocol'
import { createDeriver, type Deriver, type DeriveResult } from '@rollcall/server'
import { composeSheet, type Tile } from './compose-sheet.ts'

/*
 * What the server would show of a folder's photos and videos, on one page: every file goes through the real deriver, and its
 * medium picture is put on a contact sheet. What cannot be shown is a grey tile with its reason, and a line of a table.
 */

/** Tiles on one picture; more files make further pictures beside it. */
const SHEET_TILES_MAX = 800

/** Files that are looked at. */
const FILES_MAX = 20_000

/** The deriver only writes it into the mark of the previews, which are thrown away. */
const NO_SHA256 = '0'.repeat(64) as Sha256

process.exitCode = await main()

async function main(): Promise<number> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean' } },
  })
  const [folder, out] = positionals
  if (values.help || folder === undefined || out === undefined) {
    console.log('npm run media:sheet -- DIR OUT.png   DIR: a folder of photos and videos')
    return values.help ? 0 : 2
  }
  const files = await listFiles(resolve(folder))
  const work = await mkdtemp(join(tmpdir(), 'rollcall-sheet-'))
  const deriver = createDeriver({ clock: createSystemClock() })
  try {
    const startedMs = performance.now()
    const shown = await deriveAll(deriver, files, work)
    const seconds = (performance.now() - startedMs) / 1000
    const media = shown.filter(({ result }) => isMedia(result))
    await writeSheets(media, resolve(folder), resolve(out))
    report(media, resolve(folder))
    console.log(
      `${media.length} photos and videos of ${files.length} files in ${seconds.toFixed(1)} s: ${out}`,
    )
    return 0
  } finally {
    await deriver.close()
    await rm(work, { recursive: true, force: true })
  }
}

async function listFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
  return files.toSorted().slice(0, FILES_MAX)
}

/** What became of a file; a text when even that could not be told. */
interface Shown {
  readonly path: string
  readonly result: DeriveResult | string
  readonly ms: number
}

async function deriveAll(
  deriver: Deriver,
  files: readonly string[],
  work: string,
): Promise<readonly Shown[]> {
  const shown: Shown[] = []
  const rest = files.entries()
  const goOn = async () => {
    for (const [index, path] of rest) shown[index] = await deriveOne(deriver, path, join(work, String(index)))
  }
  await Promise.all(Array.from({ length: deriver.jobsAtOnce }, goOn))
  return shown
}

async function deriveOne(deriver: Deriver, path: string, outFolder: string): Promise<Shown> {
  await mkdir(outFolder)
  const { size, mtimeMs } = await stat(path)
  const job = {
    wants: 'stills',
    recipe: null,
    path,
    name: basename(path),
    modifiedAt: mtimeMs,
    sha256: NO_SHA256,
    bytes: size,
    outFolder,
  } as const
  const startedMs = performance.now()
  try {
    const result = await deriver.derive(job, new AbortController().signal)
    return { path, result, ms: performance.now() - startedMs }
  } catch (error) {
    return {
      path,
      result: error instanceof Error ? error.message : String(error),
      ms: performance.now() - startedMs,
    }
  }
}

function isMedia(result: DeriveResult | string): boolean {
  if (typeof result === 'string' || result.facts === null) return true
  return result.facts.kind === 'photo' || result.facts.kind === 'video'
}

async function writeSheets(media: readonly Shown[], folder: string, out: string): Promise<void> {
  const pages = Math.max(1, Math.ceil(media.length / SHEET_TILES_MAX))
  for (let page = 0; page < pages; page++) {
    const tiles: Tile[] = []
    for (const { path, result } of media.slice(page * SHEET_TILES_MAX, (page + 1) * SHEET_TILES_MAX)) {
      tiles.push({ label: relative(folder, path), ...(await pictureOf(result)) })
    }
    await composeSheet(tiles, page === 0 ? out : out.replace(/(?:\.png)?$/i, `-${page + 1}.png`))
  }
}

async function pictureOf(result: DeriveResult | string): Promise<Pick<Tile, 'picture' | 'reason'>> {
  const { reason } = failureOf(result) ?? { reason: null }
  if (typeof result === 'string' || result.outcome.kind === 'failed') return { picture: null, reason }
  const medium = result.outcome.files.find(({ kind }) => kind === 'medium')
  return { picture: medium === undefined ? null : await readFile(medium.path), reason }
}

function failureOf(
  result: DeriveResult | string,
): { readonly reason: string; readonly detail: string } | null {
  if (typeof result === 'string') return { reason: 'broken', detail: result }
  const { outcome } = result
  return outcome.kind === 'failed' ? { reason: outcome.code, detail: outcome.detail } : null
}

function report(media: readonly Shown[], folder: string): void {
  for (const { path, result, ms } of media) {
    const failure = failureOf(result)
    if (failure === null) continue
    const time = `${Math.round(ms)} ms`.padStart(8)
    console.log(`${failure.reason.padEnd(18)}${time}  ${relative(folder, path)}: ${failure.detail}`)
  }
}
