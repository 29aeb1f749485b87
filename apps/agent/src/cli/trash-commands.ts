import type { Asset, Intent } from '@rollcall/protocol'
import { TRASH_KEPT_MS } from '@rollcall/protocol'
import { formatBytes } from '@rollcall/sync'
import { confirm } from './confirm.ts'
import type { DeedResult } from './deed.ts'
import { doDeed, followWords } from './deed.ts'
import type { FolderOptions } from './device-commands.ts'
import { CommandStop, EXIT } from './exit.ts'
import { findAssets } from './find-asset.ts'
import { printTrash } from './print-trash.ts'
import type { OpenDevice } from './open-device.ts'
import { openDevice } from './open-device.ts'
import { countPhotos, nameOf, namesOf, photoAsJson } from './photo-words.ts'
import { printable } from './print-table.ts'

/** More photos than this are not trashed without a second word. */
const TRASH_UNASKED_MAX = 20

const DAY_MS = 24 * 3600_000

/** Options of `rollcall trash` and `rollcall delete-for-good`. */
export type TrashOptions = FolderOptions & {
  readonly yes?: boolean
  readonly list?: boolean
  readonly all?: boolean
}

/** `rollcall trash`: moves photos to the trash of every device, or lists what is there. Asks first when they are many. */
export async function trashCommand(names: readonly string[], options: TrashOptions): Promise<void> {
  if ((names.length === 0) !== (options.list === true))
    throw new CommandStop('Give the photos to trash, or --list to see what is in the trash.', EXIT.wrongUse)
  await withDevice(options, async (device) => {
    if (options.list) return printTrash(device, options)
    const assets = findAssets(device, names)
    const live = assets.filter(({ state }) => state === 'live')
    if (live.length > TRASH_UNASKED_MAX)
      await confirm(`${countPhotos(live.length)} go to the trash of every device.`, options.yes ?? false)
    const intents = live.map(({ id }): Intent => ({ op: 'trash', args: { assetId: id, source: 'explicit' } }))
    const result = doDeed(device, intents)
    if (options.json) return printJson(result, assets)
    for (const asset of assets)
      if (asset.state !== 'live') console.log(`${nameOf(asset)} is in the trash already.`)
    if (live.length === 0) return
    console.log(
      `${namesOf(live)}: in the trash. Can be restored for ${TRASH_KEPT_MS / DAY_MS} days; ` +
        'files here move to .rollcall/trash with the next sync.',
    )
    console.log(followWords(device))
  })
}

/** `rollcall restore`: takes photos out of the trash, on every device, with their albums and edits. */
export async function restoreCommand(names: readonly string[], options: FolderOptions): Promise<void> {
  await withDevice(options, async (device) => {
    const assets = findAssets(device, names, ({ state }) => state === 'trashed')
    const gone = assets.find(({ state }) => state === 'deleted')
    if (gone !== undefined)
      throw new CommandStop(
        `Nothing was changed. ${deletedWords(gone)}\nBring it back with: rollcall restore --reimport ${nameOf(gone)}`,
      )
    const trashed = assets.filter(({ state }) => state === 'trashed')
    const result = doDeed(
      device,
      trashed.map(({ id }): Intent => ({ op: 'restore', args: { assetId: id } })),
    )
    if (options.json) return printJson(result, assets)
    for (const asset of assets)
      console.log(
        asset.state === 'trashed'
          ? `${nameOf(asset)} comes back, with its albums and edits.`
          : `${nameOf(asset)} is not in the trash.${awayWords(device, asset)}`,
      )
    if (trashed.length > 0) console.log(followWords(device))
  })
}

/** Where only a smaller version of a photo is, that is what somebody may have meant. */
function awayWords({ ports }: OpenDevice, { resources }: Asset): string {
  const here = new Set(
    ports.state.folder.local().flatMap(({ content }) => (content.kind === 'original' ? content.sha256 : [])),
  )
  return resources.some(({ sha256 }) => !here.has(sha256))
    ? ' Its original is not here; to have it here: rollcall fetch PATH'
    : ''
}

/** `rollcall delete-for-good`: deletes photos that are in the trash; always asks first. */
export async function deleteForGoodCommand(names: readonly string[], options: TrashOptions): Promise<void> {
  if ((names.length === 0) !== (options.all === true))
    throw new CommandStop('Give photos that are in the trash, or --all for all of it.', EXIT.wrongUse)
  await withDevice(options, async (device) => {
    const assets = options.all
      ? [...device.ports.state.replica.view().assets].filter(({ state }) => state === 'trashed')
      : findAssets(device, names, ({ state }) => state === 'trashed')
    const live = assets.filter(({ state }) => state === 'live')
    if (live.length > 0)
      throw new CommandStop(
        `Nothing was changed. Only what is in the trash can be deleted for good, and ${namesOf(live)} ` +
          `${live.length === 1 ? 'is' : 'are'} not. First: rollcall trash`,
      )
    const trashed = assets.filter(({ state }) => state === 'trashed')
    if (trashed.length > 0)
      await confirm(
        `${namesOf(trashed)} (${formatBytes(bytesOf(trashed))}) will be deleted for good on every device and the server.`,
        options.yes ?? false,
      )
    const intents = trashed.map(({ id }): Intent => ({ op: 'deleteForGood', args: { assetId: id } }))
    const result = doDeed(device, intents)
    if (options.json) return printJson(result, assets)
    if (trashed.length === 0)
      return console.log(options.all ? 'The trash is empty.' : 'Deleted for good already.')
    console.log(
      `${namesOf(trashed)}: deleted for good. The server keeps the bytes for 30 days more; until then ` +
        'rollcall undo, or rollcall restore --reimport, brings them back.',
    )
    console.log(followWords(device))
  })
}

/** When and by whom a photo was deleted for good, as a sentence. */
export function deletedWords(asset: Asset): string {
  const at =
    asset.deletedAt === undefined ? '' : ` on ${new Date(asset.deletedAt).toLocaleDateString('en-GB')}`
  const by = asset.deletedBy === undefined ? '' : ` by ${printable(asset.deletedBy)}`
  return `${nameOf(asset)} was deleted for good${at}${by}.`
}

async function withDevice(
  options: FolderOptions,
  work: (device: OpenDevice) => Promise<void>,
): Promise<void> {
  const device = openDevice(options.folder)
  try {
    await work(device)
  } finally {
    device.close()
  }
}

function printJson({ batchId, asset }: DeedResult, before: readonly Asset[]): void {
  const photos = before.map((each) => photoAsJson(asset(each.id) ?? each))
  console.log(JSON.stringify({ batch: batchId, photos }))
}

function bytesOf(assets: readonly Asset[]): number {
  return assets.flatMap(({ resources }) => resources).reduce((sum, { bytes }) => sum + bytes, 0)
}
