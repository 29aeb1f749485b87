import type { Asset, Intent } from '@rollcall/protocol'
import { DUPLICATES_MAX } from '@rollcall/protocol'
import type { DuplicateGroup, DuplicateKind, FolderPath } from '@rollcall/sync'
import { findDuplicates, formatBytes } from '@rollcall/sync'
import { confirm } from './confirm.ts'
import { doDeed, followWords } from './deed.ts'
import type { FolderOptions } from './device-commands.ts'
import { CommandStop, EXIT } from './exit.ts'
import type { OpenDevice } from './open-device.ts'
import { openDevice } from './open-device.ts'
import { countPhotos, nameOf, photoAsJson, shortId, takenWords } from './photo-words.ts'
import { printable, printTable } from './print-table.ts'
import { callRollOf } from './status-command.ts'

/** Groups that are shown when nobody says how many. */
const LIMIT_DEFAULT = 20

/** Why a group is one, for people. */
const KIND_WORDS: Readonly<Record<DuplicateKind, string>> = {
  same_bytes: 'the same file twice in the library',
  copies: 'look the same',
  series: 'look the same, taken one after the other',
}

/** Options of `rollcall duplicates`. */
export type DuplicatesOptions = FolderOptions & {
  /** The number of a group, or `all`: all but series. */
  readonly unite?: string
  readonly yes?: boolean
  readonly limit?: string
}

/** `rollcall duplicates`: lists photos that are or look the same, or unites them after showing what would happen. Works offline. */
export async function duplicatesCommand(options: DuplicatesOptions): Promise<void> {
  const limit = limitOf(options.limit)
  const device = openDevice(options.folder)
  try {
    const groups = findDuplicates(device.ports.state.replica.view().assets)
    if (options.unite !== undefined) return await unite(device, groups, options)
    const places = await findSamePlaces(device)
    if (options.json) console.log(JSON.stringify(listAsJson(groups, places)))
    else printList(groups, places, limit)
  } finally {
    device.close()
  }
}

function limitOf(text: string | undefined): number {
  const limit = text === undefined ? LIMIT_DEFAULT : Number(text)
  if (Number.isInteger(limit) && limit >= 1) return limit
  throw new CommandStop('--limit takes a number from 1.', EXIT.wrongUse)
}

/** The same bytes at several places of this folder: one photo of the library, which needs no uniting. */
interface SamePlaces {
  readonly path: FolderPath
  readonly bytes: number
  readonly sameAs: FolderPath
}

async function findSamePlaces(device: OpenDevice): Promise<readonly SamePlaces[]> {
  const { entries } = await callRollOf(device)
  return entries.flatMap(({ item: { path, bytes, standing } }) =>
    standing.kind === 'verified' && standing.duplicateOf !== null
      ? [{ path, bytes, sameAs: standing.duplicateOf }]
      : [],
  )
}

async function unite(
  device: OpenDevice,
  groups: readonly DuplicateGroup[],
  { unite: which = '', yes = false, json = false }: DuplicatesOptions,
): Promise<void> {
  const chosen = chooseGroups(groups, which)
  if (chosen.length === 0) {
    if (json) console.log(JSON.stringify({ batchId: null, groups: [] }))
    else console.log('There is nothing to unite.')
    return
  }
  const others = chosen.flatMap((group) => group.others)
  if (!json) for (const group of chosen) printGroup(group, groups.indexOf(group) + 1)
  await confirm(
    `${countPhotos(others.length)}, ${formatBytes(bytesOf(others))}, to the trash of every device; ` +
      `${countPhotos(chosen.length)} kept, with what was said of the others and in their albums.`,
    yes,
  )
  const { batchId } = doDeed(device, chosen.flatMap(intentsOf))
  if (json) {
    console.log(JSON.stringify({ batchId, groups: chosen.map(groupAsJson) }))
    return
  }
  console.log(`United. ${followWords(device)}`)
}

function chooseGroups(groups: readonly DuplicateGroup[], which: string): readonly DuplicateGroup[] {
  if (which === 'all') return groups.filter(({ kind }) => kind !== 'series')
  const group = /^\d+$/.test(which) ? groups[Number(which) - 1] : undefined
  if (group !== undefined) return [group]
  throw new CommandStop(
    `There is no group ${printable(which)}. Give the number of one of ${groups.length}, or all. See: rollcall duplicates`,
    EXIT.wrongUse,
  )
}

function intentsOf({ keeper, others }: DuplicateGroup): Intent[] {
  const intents: Intent[] = []
  for (let at = 0; at < others.length; at += DUPLICATES_MAX) {
    const duplicates = others.slice(at, at + DUPLICATES_MAX).map(({ id }) => id)
    intents.push({ op: 'uniteDuplicates', args: { assetId: keeper.id, duplicates } })
  }
  return intents
}

function printList(groups: readonly DuplicateGroup[], places: readonly SamePlaces[], limit: number): void {
  if (groups.length === 0) console.log('No two photos of the library are or look the same.')
  groups.slice(0, limit).forEach((group, index) => printGroup(group, index + 1))
  if (groups.length > limit)
    console.log(`${groups.length - limit} more groups; show them with --limit ${groups.length}\n`)
  if (groups.length > 0) {
    const certain = groups.filter(({ kind }) => kind !== 'series').flatMap(({ others }) => others)
    console.log(`Uniting all but series would free ${formatBytes(bytesOf(certain))} in the end.`)
    console.log('To unite a group: rollcall duplicates --unite NUMBER, or all. The others go to the trash.')
  }
  if (places.length === 0) return
  console.log('\nThe same file more than once in this folder; in the library it is one photo:')
  for (const { path, sameAs, bytes } of places.slice(0, limit))
    console.log(`  ${printable(path)} = ${printable(sameAs)}  (${formatBytes(bytes)})`)
  if (places.length > limit) console.log(`  and ${places.length - limit} more`)
}

function printGroup({ kind, keeper, others, bits }: DuplicateGroup, number: number): void {
  const differ = bits === 0 ? '' : ` (looks ${bits} of 64 bits apart)`
  console.log(`${number}. ${KIND_WORDS[kind]}${differ}`)
  printTable(
    ['', 'taken', 'photo', 'pixels', 'size', 'id'],
    [keeper, ...others].map((asset) => [
      asset === keeper ? '  keep' : '',
      takenWords(asset),
      nameOf(asset),
      pixelWords(asset),
      formatBytes(bytesOf([asset])),
      shortId(asset.id),
    ]),
  )
  console.log()
}

function pixelWords({ media }: Asset): string {
  return media?.width && media.height ? `${media.width} × ${media.height}` : ''
}

function bytesOf(assets: readonly Asset[]): number {
  return assets.flatMap(({ resources }) => resources).reduce((sum, { bytes }) => sum + bytes, 0)
}

function listAsJson(
  groups: readonly DuplicateGroup[],
  places: readonly SamePlaces[],
): Record<string, unknown> {
  return { groups: groups.map(groupAsJson), places }
}

function groupAsJson({ kind, keeper, others, bits }: DuplicateGroup): Record<string, unknown> {
  const told = (asset: Asset) => ({
    ...photoAsJson(asset),
    bytes: bytesOf([asset]),
    width: asset.media?.width ?? null,
    height: asset.media?.height ?? null,
  })
  return { kind, bits, keeper: told(keeper), others: others.map(told) }
}
