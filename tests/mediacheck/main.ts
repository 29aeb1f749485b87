/*
 * Compares what Rollcall reads of every file of a folder with the folder's MANIFEST.tsv:
 *
 *   npm run media:check -- DIR
 *
 * Prints what only Rollcall tells, each difference, and for each column how many files agree. Exit code: 0 nothing
 * differs, 1 something does, 2 the folder or its manifest cannot be read.
 */
import { open, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type ByteSource, type MediaFacts, readMediaFacts } from '@rollcall/media'
import { COMPARISON_BY_COLUMN } from './compare-facts.ts'
import { type ManifestRow, readManifest } from './read-manifest.ts'

/** What a text of the table is cut to, in characters. */
const CELL_LENGTH_MAX = 60

interface Line {
  readonly path: string
  readonly column: string
  readonly expected: string
  readonly found: string
}

interface Tally {
  agree: number
  told: number
  more: number
}

interface Findings {
  readonly differences: Line[]
  readonly more: Line[]
  readonly tallyByColumn: ReadonlyMap<string, Tally>
}

const directory = process.argv[2]
if (directory === undefined) {
  console.error('Usage: npm run media:check -- DIR')
  process.exitCode = 2
} else {
  try {
    process.exitCode = await checkFolder(directory)
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    process.exitCode = 2
  }
}

async function checkFolder(folder: string): Promise<0 | 1> {
  const rows = await readManifest(join(folder, 'MANIFEST.tsv'))
  const columns = [...COMPARISON_BY_COLUMN.keys()]
  const found: Findings = {
    differences: [],
    more: [],
    tallyByColumn: new Map(columns.map((column) => [column, { agree: 0, told: 0, more: 0 }])),
  }
  let readMs = 0
  let slowest = { path: '', ms: 0 }
  for (const row of rows) {
    const path = row.get('path') ?? ''
    const startedAt = performance.now()
    const facts = await readFacts(join(folder, path))
    const ms = performance.now() - startedAt
    readMs += ms
    if (ms > slowest.ms) slowest = { path, ms }
    if (facts !== null) compareRow(path, row, facts, found)
    else found.differences.push({ path, column: 'file', expected: 'a file', found: 'none' })
  }
  const { differences, more } = found
  const isCorrupt = ({ path }: Line) => path.startsWith('corrupt/')
  printLines('Only Rollcall tells (the manifest is silent: no differences)', more)
  printLines(
    'Differences',
    differences.filter((line) => !isCorrupt(line)),
  )
  printLines(
    'Differences in corrupt/ (damaged files may be read in more than one way)',
    differences.filter(isCorrupt),
  )
  printTallies(found.tallyByColumn)
  const rate = Math.round((rows.length * 1000) / readMs)
  const slow = `slowest ${Math.round(slowest.ms)} ms (${slowest.path})`
  console.log(`\n${rows.length} files, ${differences.length} differences, ${rate} files/s, ${slow}`)
  return differences.length === 0 ? 0 : 1
}

async function readFacts(path: string): Promise<MediaFacts | null> {
  const facts = await stat(path).catch(() => null)
  if (facts === null) return null
  const handle = await open(path)
  try {
    const source: ByteSource = {
      bytes: facts.size,
      read: async (from, to) => {
        const { buffer, bytesRead } = await handle.read(new Uint8Array(to - from), 0, to - from, from)
        return buffer.subarray(0, bytesRead)
      },
    }
    return await readMediaFacts(source, { name: basename(path), modifiedAt: facts.mtimeMs })
  } finally {
    await handle.close()
  }
}

function compareRow(path: string, row: ManifestRow, facts: MediaFacts, into: Findings): void {
  for (const [column, compare] of COMPARISON_BY_COLUMN) {
    const tally = into.tallyByColumn.get(column)
    const verdict = compare(row, facts)
    if (tally === undefined || verdict.kind === 'none') continue
    if (verdict.kind === 'more') {
      tally.more += 1
      into.more.push({ path, column, expected: '', found: verdict.found })
      continue
    }
    tally.told += 1
    if (verdict.kind === 'agree') tally.agree += 1
    else into.differences.push({ path, column, expected: verdict.expected, found: verdict.found })
  }
}

function printLines(title: string, lines: readonly Line[]): void {
  if (lines.length === 0) return
  console.log(`\n${title}`)
  const shorten = (text: string) => (text === '' ? '–' : text.slice(0, CELL_LENGTH_MAX))
  const rows = lines.map(({ path, column, expected, found }) => [
    path,
    column,
    shorten(expected),
    shorten(found),
  ])
  printTable(['file', 'column', 'manifest', 'Rollcall'], rows)
}

function printTallies(tallyByColumn: ReadonlyMap<string, Tally>): void {
  console.log('\nAgreement')
  const rows = [...tallyByColumn].map(([column, { agree, told, more }]) => [
    column,
    `${agree} of ${told}`,
    String(more),
  ])
  printTable(['column', 'agree', 'only Rollcall tells'], rows)
}

function printTable(header: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = header.map((name, index) =>
    Math.max(name.length, ...rows.map((row) => (row[index] ?? '').length)),
  )
  for (const row of [header, ...rows]) {
    const line = row.map((text, index) => text.padEnd(widths[index] ?? 0)).join('  ')
    console.log(line.trimEnd())
  }
}
