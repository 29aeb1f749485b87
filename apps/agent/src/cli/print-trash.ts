import { formatBytes } from '@rollcall/sync'
import type { FolderOptions } from './device-commands.ts'
import type { OpenDevice } from './open-device.ts'
import { countPhotos, nameOf, photoAsJson, shortId } from './photo-words.ts'
import { printTable } from './print-table.ts'

const DAY_MS = 24 * 3600_000

/** Tells what is in the trash, what was trashed last first: by whom, and how long it stays. */
export function printTrash({ ports }: OpenDevice, { json }: FolderOptions): void {
  const assets = [...ports.state.replica.view().assets]
    .filter(({ state }) => state === 'trashed')
    .toSorted((one, other) => (other.trashedAt ?? 0) - (one.trashedAt ?? 0))
  if (json) return console.log(JSON.stringify({ photos: assets.map(photoAsJson) }))
  if (assets.length === 0) return console.log('The trash is empty.')
  printTable(
    ['photo', 'trashed', 'by', 'stays', 'id'],
    assets.map((asset) => [
      nameOf(asset),
      asset.trashedAt === null ? '' : dayWords(asset.trashedAt),
      asset.trashedBy ?? '',
      asset.purgeAt === undefined ? '' : leftWords(asset.purgeAt - ports.clock.now()),
      shortId(asset.id),
    ]),
  )
  const bytes = assets.flatMap(({ resources }) => resources).reduce((sum, each) => sum + each.bytes, 0)
  console.log(
    `\n${countPhotos(assets.length)}, ${formatBytes(bytes)}. Back: rollcall restore PHOTO. Gone: rollcall delete-for-good PHOTO`,
  )
}

function dayWords(at: number): string {
  return new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
}

/** As the server's clock has it, which is what counts; this device's may differ a little. */
function leftWords(leftMs: number): string {
  const days = Math.ceil(leftMs / DAY_MS)
  if (days <= 0) return 'about to go'
  return days === 1 ? '1 day more' : `${days} days more`
}
