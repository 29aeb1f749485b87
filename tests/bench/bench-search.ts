import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { catchUpSearch, MIGRATIONS, openDeviceState, searchLibrary } from '@rollcall/agent'
import { createSystemClock, createSystemRandom, openDatabase, openGazetteer } from '@rollcall/platform-node'
import type { Asset } from '@rollcall/protocol'
import { deviceIdSchema } from '@rollcall/protocol'
import type { SearchSetting } from '@rollcall/sync'
import { findDuplicates, matchesSearch, parseSearch, searchRowOf } from '@rollcall/sync'
import { formatMs, median, quantile } from './median.ts'
import { syntheticAssets } from './synthetic-library.ts'

/** What people ask, from rare to common. */
const QUESTIONS = [
  'June 2019',
  'last summer',
  'munich',
  'germany 2023 favourites',
  'münchen videos',
  'iphone',
  'camera:canon 2008',
  'birthday garden',
  'boat',
  'live photos 2024',
  'IMG_1234',
  'may',
  'favourites -videos',
  'before:2010',
  'christmas',
  'is:trashed',
  'jpg',
  'zebra',
] as const

/** Questions of the naive scan, which answers in seconds. */
const SCANNED = ['June 2019', 'birthday garden', 'iphone'] as const

const NOW = Date.UTC(2026, 10, 22, 12)
const LIMIT = 50
const NOTHING_KNOWN: SearchSetting = { albumIds: [], placeMarks: [], deviceName: null }

/** What is measured: libraries of these sizes, each question so often. */
export interface SearchBench {
  readonly sizes: readonly number[]
  readonly rounds: number
}

/** How fast a device answers searches of large libraries, beside looking at every photo of the same library in the same minute. */
export async function benchSearch({ sizes, rounds }: SearchBench): Promise<void> {
  console.log(`search: ${QUESTIONS.length} questions, the newest ${LIMIT} each (median of ${rounds} rounds)`)
  const before = performance.now()
  await openGazetteer()
  console.log(`  gazetteer opened in ${formatMs(performance.now() - before)}`)
  for (const size of sizes) await benchSize(size, rounds)
}

async function benchSize(size: number, rounds: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-search-'))
  const path = join(folder, 'state.sqlite')
  try {
    fillBase(path, size)
    const bytesBefore = statSync(path).size
    const learned = await timed(() => withState(path, ({ search }) => catchUpSearch(search)))
    const bytes = (statSync(path).size - bytesBefore) / size
    const cold = await timed(() => withState(path, (state) => ask(state, QUESTIONS[0])))
    const warm = new Map<string, number>()
    const processor = await withState(path, async (state) => {
      const times: number[] = []
      for (const question of QUESTIONS) {
        const each: Timed<unknown>[] = []
        for (let round = 0; round < rounds; round++) each.push(await timed(() => ask(state, question)))
        warm.set(question, median(each.map(({ ms }) => ms)))
        times.push(median(each.map(({ processorMs }) => processorMs)))
      }
      return times
    })
    const all = [...warm.values()]
    const scan = await withState(path, async (state) => {
      const times: number[] = []
      for (const question of SCANNED) times.push((await timed(async () => scanAll(state, question))).ms)
      return median(times)
    })
    const worst = [...warm].toSorted(([, one], [, other]) => other - one)[0] ?? ['', 0]
    console.log(`  ${size.toLocaleString('en')} photos`)
    console.log(
      `    warm    median ${formatMs(median(all))}   nine of ten within ${formatMs(quantile(all, 0.9))}   slowest ${formatMs(worst[1])} ("${worst[0]}")`,
    )
    console.log(
      `    of it processor time: median ${formatMs(median(processor))}   slowest ${formatMs(Math.max(...processor))}`,
    )
    console.log(`    cold    ${formatMs(cold.ms)} with opening the database`)
    console.log(
      `    scan    ${formatMs(scan)} to look at every photo: ${Math.round(scan / median(all))} times the median`,
    )
    console.log(
      `    index   learned in ${(learned.ms / 1000).toFixed(1)} s, ${Math.round(bytes)} bytes a photo`,
    )
    benchDuplicates(size)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function benchDuplicates(size: number): void {
  const assets = [...syntheticAssets({ assets: size })]
  const begun = performance.now()
  const groups = findDuplicates(assets)
  console.log(`    duplicates found in ${formatMs(performance.now() - begun)} (${groups.length} groups)`)
}

type State = ReturnType<typeof openDeviceState>

async function withState<Result>(path: string, work: (state: State) => Promise<Result>): Promise<Result> {
  using database = openDatabase(path, MIGRATIONS, 'kill')
  const world = {
    clock: createSystemClock(),
    random: createSystemRandom(),
    deviceId: deviceIdSchema.parse('d'.repeat(32)),
    deviceName: 'bench',
  }
  return await work(openDeviceState(database, world))
}

/** Puts a library where a device keeps what the feed told it. */
function fillBase(path: string, size: number): void {
  using database = openDatabase(path, MIGRATIONS, 'kill')
  const put = database.prepare('INSERT INTO base_asset (asset_id, seq, body) VALUES (?, ?, ?)')
  let turn: Asset[] = []
  const commit = () => {
    database.transaction(() => {
      for (const asset of turn) put.run(asset.id, asset.seq, JSON.stringify(asset))
    })
    turn = []
  }
  for (const asset of syntheticAssets({ assets: size })) {
    turn.push(asset)
    if (turn.length === 10_000) commit()
  }
  commit()
}

async function ask(state: State, text: string): Promise<unknown> {
  const unsynced = () => Promise.reject(new Error('Cannot tell what is synced: nothing is'))
  return await searchLibrary(state, 'bench', { text, limit: LIMIT, now: NOW, offsetMinutes: 60, unsynced })
}

/** What a command without an index does: reads every photo and compares it, without its place. */
function scanAll({ replica }: State, text: string): number {
  const question = parseSearch(text, { now: NOW, offsetMinutes: 60 })
  let found = 0
  for (const asset of replica.view().assets) {
    const row = searchRowOf(asset, NOTHING_KNOWN)
    if (row !== null && matchesSearch(question, row)) found++
  }
  return found
}

interface Timed<Result> {
  readonly ms: number
  /** What the process worked meanwhile: on a busy machine much less than it took. */
  readonly processorMs: number
  readonly result: Result
}

async function timed<Result>(work: () => Promise<Result>): Promise<Timed<Result>> {
  const begun = performance.now()
  const before = process.cpuUsage()
  const result = await work()
  const { user, system } = process.cpuUsage(before)
  return { ms: performance.now() - begun, processorMs: (user + system) / 1_000, result }
}
