import type { FoundOffer } from '@rollcall/sync'
import { daysUntilFree, findOffers, formatBytes, ownBytesOf } from '@rollcall/sync'
import { confirm } from './confirm.ts'
import { doDeed, followWords } from './deed.ts'
import type { FolderOptions } from './device-commands.ts'
import { CommandStop, EXIT } from './exit.ts'
import type { OpenDevice } from './open-device.ts'
import { openDevice } from './open-device.ts'
import { countPhotos, nameOf, photoAsJson, takenWords } from './photo-words.ts'
import { printable, printTable } from './print-table.ts'
import { offerAsJson, offerCommand, offerWords } from './storage-command.ts'

/** Photos shown before the rest is only counted. */
const SHOWN_MAX = 20

/** Options of `rollcall free-up-space`. */
export type FreeUpSpaceOptions = FolderOptions & { readonly kind?: string; readonly yes?: boolean }

/**
 * `rollcall free-up-space`: what would free space in the library, or with a kind, does it after showing what would go. One deed, which
 * `rollcall undo` takes back. Works offline.
 */
export async function freeUpSpaceCommand(options: FreeUpSpaceOptions): Promise<void> {
  const device = openDevice(options.folder)
  try {
    const offers = findOffers(device.ports.state.replica.view().assets)
    if (options.kind === undefined) return tellOffers(offers, options)
    await carryOut(device, chooseOffer(offers, options.kind), options)
  } finally {
    device.close()
  }
}

function tellOffers(offers: readonly FoundOffer[], { json }: FolderOptions): void {
  if (json) {
    console.log(JSON.stringify({ offers: offers.map(({ offer }) => offerAsJson(offer)) }))
    return
  }
  if (offers.length === 0) console.log('There is nothing that would free space without a thought about it.')
  for (const { offer } of offers) console.log(`${offerWords(offer)}\n           ${offerCommand(offer)}`)
}

function chooseOffer(offers: readonly FoundOffer[], kind: string): FoundOffer {
  const wanted = kind.toLowerCase().replaceAll(/[\s-]/g, '_')
  const found = offers.find(({ offer }) => offer.kind === wanted)
  if (found !== undefined) return found
  const names = offers.map(({ offer }) => offer.kind.replaceAll('_', '-')).join(', ')
  throw new CommandStop(
    names === ''
      ? 'There is nothing that would free space without a thought about it.'
      : `${printable(kind)} would free nothing. What would: ${names}.`,
    EXIT.wrongUse,
  )
}

async function carryOut(
  device: OpenDevice,
  { offer, assets, intents }: FoundOffer,
  { json = false, yes = false }: FreeUpSpaceOptions,
): Promise<void> {
  const isEdits = offer.kind === 'old_versions'
  if (!json) printAssets(assets)
  const go = assets.length === 1 ? 'goes' : 'go'
  const where: Partial<Record<typeof offer.kind, string>> = {
    trash: 'will be deleted for good on every device and the server',
    duplicates: `${go} to the trash of every device; what was said of ${assets.length === 1 ? 'it' : 'them'} is said of the one that stays`,
  }
  const what = where[offer.kind] ?? `${go} to the trash of every device`
  const edits = offer.items === 1 ? '1 earlier edit' : `${offer.items.toLocaleString('en')} earlier edits`
  const how = `of ${countPhotos(assets.length)} ${offer.items === 1 ? 'is' : 'are'} let go of on every device; originals and how photos look now stay`
  await confirm(
    `${isEdits ? `${edits} ${how}` : `${countPhotos(assets.length)} ${what}`}. That frees ${formatBytes(offer.bytes)} in ${daysUntilFree(offer.kind)} days.`,
    yes,
  )
  const { batchId, asset } = doDeed(device, intents)
  if (json) {
    const photos = assets.map((each) => photoAsJson(asset(each.id) ?? each))
    console.log(JSON.stringify({ batch: batchId, offer: offerAsJson(offer), photos }))
    return
  }
  console.log(
    `Done. ${formatBytes(offer.bytes)} come free when their time ${offer.kind === 'trash' || isEdits ? 'in quarantine' : 'in the trash and in quarantine'} is over; until then they count.`,
  )
  console.log(followWords(device))
}

function printAssets(assets: FoundOffer['assets']): void {
  printTable(
    ['taken', 'photo', 'size'],
    assets
      .slice(0, SHOWN_MAX)
      .map((asset) => [takenWords(asset), nameOf(asset), formatBytes(ownBytesOf(asset))]),
  )
  if (assets.length > SHOWN_MAX) console.log(`… and ${assets.length - SHOWN_MAX} more`)
}
