import type { Asset, AssetId } from '@rollcall/protocol'
import type { RollCall, RollEntry, Search } from '@rollcall/sync'
import { explainSearch, formatBytes, matchesSearch, searchRowOfFile } from '@rollcall/sync'
import type { SearchAnswer } from '../search/search-library.ts'
import { FINDS_COUNTED_MAX, searchLibrary } from '../search/search-library.ts'
import { CommandStop, EXIT } from './exit.ts'
import type { OpenDevice } from './open-device.ts'
import { openDevice } from './open-device.ts'
import { markWords, nameOf, photoAsJson, shortId, takenWords } from './photo-words.ts'
import { printable, printTable } from './print-table.ts'
import { callRollOf } from './status-command.ts'

/** Finds that are shown when nobody says how many. */
const LIMIT_DEFAULT = 50

/** Finds that are shown at most. */
const LIMIT_MAX = 10_000

/** Changes of the library from which on a person is told what takes so long. */
const TURN_WORTH_TELLING = 5_000

/** Options of `rollcall search`. */
export interface SearchOptions {
  readonly folder: string
  readonly limit?: string
  readonly json?: boolean
}

/** `rollcall search`: finds photos in the library, newest first. Works offline. */
export async function searchCommand(words: readonly string[], options: SearchOptions): Promise<void> {
  const limit = limitOf(options.limit)
  const device = openDevice(options.folder)
  try {
    const { clock, state } = device.ports
    const roll = onceOnly(() => callRollOf(device))
    const answer = await searchLibrary(state, device.config.deviceName, {
      text: words.length === 1 ? (words[0] ?? '') : words.map(asTyped).join(' '),
      limit,
      now: clock.now(),
      offsetMinutes: -new Date(clock.now()).getTimezoneOffset(),
      unsynced: async () => unsyncedAssets(device, await roll()),
      onTurn: tellProgress(),
    })
    const files = asksUnsynced(answer.search)
      ? findFiles(answer.search, unsyncedFiles(device, await roll()))
      : []
    if (options.json) console.log(JSON.stringify(answerAsJson(answer, files)))
    else printAnswer(answer, files)
  } finally {
    device.close()
  }
}

/** One of several words as the shell gave it: `album:"my cat"` arrives without its quotation marks. */
function asTyped(word: string): string {
  const [, before = '', rest = ''] = /^(-?(?:\p{L}+:)?)(.*)$/su.exec(word) ?? []
  const isPhrase = before.endsWith(':') && /\s/.test(rest) && !rest.includes('"')
  return isPhrase ? `${before}"${rest}"` : word
}

function limitOf(text: string | undefined): number {
  const limit = text === undefined ? LIMIT_DEFAULT : Number(text)
  if (Number.isInteger(limit) && limit >= 1 && limit <= LIMIT_MAX) return limit
  throw new CommandStop(`--limit takes a number from 1 to ${LIMIT_MAX}.`, EXIT.wrongUse)
}

function onceOnly<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let done: Promise<Result> | null = null
  return () => (done ??= work())
}

/** Learning a large library takes a while, once. */
function tellProgress(): (left: number) => void {
  let isTold = false
  return (left) => {
    if (left < TURN_WORTH_TELLING) return
    if (!isTold) console.error('Learning what is in the library; the next search answers at once.')
    isTold = true
    console.error(`  ${left.toLocaleString('en')} photos and albums left`)
  }
}

function asksUnsynced({ clauses }: Search): boolean {
  return clauses.some(({ anyOf, isNot }) => !isNot && anyOf.some(({ kind }) => kind === 'unsynced'))
}

function isUnsynced({ decision: { state } }: RollEntry): boolean {
  return state === 'inProgress' || state === 'waiting' || state === 'blocked'
}

/** Assets with a file that the roll call does not call safe. */
function unsyncedAssets({ ports }: OpenDevice, { entries }: RollCall): ReadonlySet<AssetId> {
  const hashes = new Set(entries.filter(isUnsynced).flatMap(({ item }) => item.sha256 ?? []))
  const found = new Set<AssetId>()
  for (const { id, resources } of ports.state.replica.view().assets) {
    if (resources.some(({ sha256 }) => hashes.has(sha256))) found.add(id)
  }
  return found
}

/** Files that are not synced and belong to no asset yet. */
function unsyncedFiles({ ports }: OpenDevice, { entries }: RollCall): readonly RollEntry[] {
  const known = new Set<string>()
  for (const { resources } of ports.state.replica.view().assets) {
    for (const { sha256 } of resources) known.add(sha256)
  }
  return entries.filter((entry) => isUnsynced(entry) && !known.has(entry.item.sha256 ?? ''))
}

function findFiles(search: Search, entries: readonly RollEntry[]): readonly RollEntry[] {
  return entries.filter(({ item }) => {
    const file = 'file' in item.standing ? item.standing.file : null
    const content = file?.content.kind === 'original' ? file.content : null
    const row = searchRowOfFile({
      name: item.path.slice(item.path.lastIndexOf('/') + 1),
      modifiedAt: file?.modifiedAt ?? null,
      kind: content?.assetKind ?? null,
      mime: content?.mime ?? null,
    })
    return matchesSearch(search, row, true)
  })
}

function answerAsJson(
  { search, assets, total }: SearchAnswer,
  files: readonly RollEntry[],
): Record<string, unknown> {
  return {
    understood: explainSearch(search),
    total,
    totalIsMore: total >= FINDS_COUNTED_MAX,
    photos: assets.map(photoAsJson),
    files: files.map(({ item, decision }) => ({
      path: item.path,
      bytes: item.bytes,
      state: decision.state,
      code: decision.because[0].code,
    })),
  }
}

function printAnswer({ search, assets, total }: SearchAnswer, files: readonly RollEntry[]): void {
  const found = `${total >= FINDS_COUNTED_MAX ? 'more than ' : ''}${total.toLocaleString('en')} found`
  const shown = assets.length < total ? `; the newest ${assets.length.toLocaleString('en')}` : ''
  const isNothing = total === 0 && files.length === 0
  console.log(`${printable(explainSearch(search))}: ${isNothing ? 'nothing found' : `${found}${shown}`}`)
  if (assets.length > 0) {
    console.log()
    printTable(['taken', 'photo', '', 'id'], assets.map(rowOf))
  }
  if (files.length === 0) return
  console.log('\nNot in the library yet:')
  for (const { item } of files) console.log(`  ${printable(item.path)}  (${formatBytes(item.bytes)})`)
}

function rowOf(asset: Asset): readonly string[] {
  const trash = asset.state === 'trashed' ? ['in the trash'] : []
  const said = [asset.title ?? '', asset.caption, ...(asset.keywords ?? []).map((keyword) => `#${keyword}`)]
  const about = [...trash, markWords(asset), ...said].filter((words) => words !== '')
  return [takenWords(asset), nameOf(asset), about.join(', '), shortId(asset.id)]
}
