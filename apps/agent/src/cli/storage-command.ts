import type { SpaceOffer, Storage, Usage } from '@rollcall/protocol'
import type { Item } from '@rollcall/sync'
import { daysUntilFree, forecastWords, formatBytes } from '@rollcall/sync'
import type { FolderOptions } from './device-commands.ts'
import type { OpenDevice } from './open-device.ts'
import { openDevice } from './open-device.ts'
import { printable } from './print-table.ts'
import type { Room } from './read-room.ts'
import { readRoom } from './read-room.ts'

/** Files shown before the rest is only counted. */
const SHOWN_MAX = 12

/** Characters of the bar. */
const BAR_WIDTH = 50

type ByteKind = keyof NonNullable<Usage['byKind']>

/** What bytes are of, for people, with what they look like in the bar. */
const KINDS: readonly (readonly [ByteKind, string, string])[] = [
  ['originals', '█', 'photos and videos'],
  ['edits', '▓', 'edited files'],
  ['trash', '▒', 'in the trash'],
  ['quarantine', '░', 'deleted for good, kept for 30 days more'],
  ['unnamed', '·', 'on the way in'],
]

/** Offers for people. */
const OFFER_WORDS: Readonly<Record<SpaceOffer['kind'], readonly [one: string, many: string]>> = {
  trash: ['photo in the trash', 'photos in the trash'],
  duplicates: ['photo that looks the same as another', 'photos that look the same as others'],
  large_videos: ['large video', 'large videos'],
  screenshots: ['screenshot', 'screenshots'],
  old_versions: ['earlier edit', 'earlier edits'],
}

/** `rollcall storage`: how full the library is, of what, for how long it will do, and what would free space. Works offline. */
export async function storageCommand(options: FolderOptions): Promise<void> {
  const device = openDevice(options.folder)
  try {
    const room = await readRoom(device)
    if (options.json) console.log(JSON.stringify(roomAsJson(room)))
    else for (const line of roomWords(device, room)) console.log(line)
  } finally {
    device.close()
  }
}

/** How much an offer gains, of what, and when: for `storage` and `free-up-space`. */
export function offerWords({ kind, items, bytes }: SpaceOffer): string {
  const count = items.toLocaleString('en')
  return `${formatBytes(bytes).padStart(9)}  ${count} ${OFFER_WORDS[kind][items === 1 ? 0 : 1]}; free after ${daysUntilFree(kind)} days`
}

/** What is typed to carry out an offer. */
export function offerCommand({ kind }: Pick<SpaceOffer, 'kind'>): string {
  return `rollcall free-up-space --kind ${kind.replaceAll('_', '-')}`
}

/** An offer in JSON. */
export function offerAsJson(offer: SpaceOffer): Record<string, unknown> {
  return { ...offer, daysUntilFree: daysUntilFree(offer.kind), command: offerCommand(offer) }
}

/** A plan that was asked for, or the answer to it, as sentences. */
export function requestWords({ request, plans }: Storage): readonly string[] {
  if (request === null) return []
  const name = printable(plans.find(({ id }) => id === request.plan)?.name ?? request.plan)
  const day = new Date(request.askedAt).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  })
  if (request.state === 'waiting')
    return [`${name} was asked for on ${day}. The owner of the server has not answered yet.`]
  if (request.state === 'granted') return [`${name}, asked for on ${day}, was granted.`]
  const words = request.words === '' ? '' : ` They say: ${printable(request.words)}`
  return [`${name}, asked for on ${day}, was declined.${words}`]
}

function roomWords({ config, ports }: OpenDevice, room: Room): readonly string[] {
  const { storage, usage, offers } = room
  const lines = [`Storage of ${printable(config.account)} on ${config.server}`, '']
  if (usage === null) return [...lines, 'Nothing is known of it before the first talk with the server.']
  if (storage === null) lines.push('The server does not answer; this is what it said last.')
  lines.push(...usageWords(usage, storage?.plan?.name ?? null))
  if (storage !== null && usage.quotaBytes !== null)
    lines.push(forecastWords(storage.forecast, ports.clock.now()))
  if (storage !== null) lines.push(...requestWords(storage))
  lines.push(...fitWords(room))
  if (offers.length > 0) lines.push('', 'What would free space:')
  for (const { offer } of offers) lines.push(`  ${offerWords(offer)}`, `             ${offerCommand(offer)}`)
  return [...lines, '', 'Other plans: rollcall plan']
}

function usageWords(usage: Usage, plan: string | null): readonly string[] {
  const { usedBytes, reservedBytes, quotaBytes, byKind } = usage
  const of = quotaBytes === null ? 'no limit' : `of ${formatBytes(quotaBytes)}`
  const share =
    quotaBytes === null || quotaBytes === 0 ? '' : `, ${Math.round((usedBytes / quotaBytes) * 100)} %`
  const lines = [
    `${formatBytes(usedBytes)} used, ${of}${share}${plan === null ? '' : ` (plan ${printable(plan)})`}`,
  ]
  if (byKind !== undefined) {
    if (quotaBytes !== null) lines.push(barOf(byKind, Math.max(quotaBytes, usedBytes)))
    for (const [kind, mark, words] of KINDS)
      if ((byKind[kind] ?? 0) > 0)
        lines.push(`  ${mark} ${formatBytes(byKind[kind] ?? 0).padStart(9)}  ${words}`)
  }
  if (reservedBytes > 0)
    lines.push(`    ${formatBytes(reservedBytes).padStart(9)}  promised to uploads under way`)
  return lines
}

function barOf(byKind: NonNullable<Usage['byKind']>, whole: number): string {
  let bytes = 0
  let bar = ''
  for (const [kind, mark] of KINDS) {
    bytes += byKind[kind] ?? 0
    bar = bar.padEnd(whole === 0 ? 0 : Math.round((bytes / whole) * BAR_WIDTH), mark)
  }
  return `[${bar.padEnd(BAR_WIDTH)}]`
}

/** Which originals of this device still fit, and which do not [R8]. */
function fitWords({ fitting, left }: Pick<Room, 'fitting' | 'left'>): readonly string[] {
  if (left.length === 0) return []
  const lines = ['']
  if (fitting.length === 0) lines.push('Nothing that waits here still fits.')
  else {
    lines.push(
      `${countOf(fitting)} here still ${fitting.length === 1 ? 'fits and goes' : 'fit and go'} on:`,
      ...namesOf(fitting),
    )
  }
  lines.push(
    `${countOf(left)} here ${left.length === 1 ? 'waits' : 'wait'} for room; everything else goes on syncing:`,
    ...namesOf(left),
  )
  return lines
}

function countOf(items: readonly Item[]): string {
  const bytes = formatBytes(items.reduce((sum, item) => sum + item.bytes, 0))
  return items.length === 1 ? `1 original (${bytes})` : `${items.length} originals (${bytes})`
}

function namesOf(items: readonly Item[]): readonly string[] {
  const names = items
    .slice(0, SHOWN_MAX)
    .map(({ path, bytes }) => `    ${printable(path)}  (${formatBytes(bytes)})`)
  return items.length > SHOWN_MAX ? [...names, `    … and ${items.length - SHOWN_MAX} more`] : names
}

function roomAsJson({ storage, usage, offers, fitting, left }: Room): Record<string, unknown> {
  const told = (items: readonly Item[]) => items.map(({ path, sha256, bytes }) => ({ path, sha256, bytes }))
  return {
    serverAnswers: storage !== null,
    usage,
    plan: storage?.plan ?? null,
    plans: storage?.plans ?? [],
    request: storage?.request ?? null,
    forecast: storage?.forecast ?? null,
    serverFreeBytes: storage?.serverFreeBytes ?? null,
    offers: offers.map(({ offer }) => offerAsJson(offer)),
    duplicatesOnServer: storage?.duplicates ?? null,
    fitting: told(fitting),
    left: told(left),
  }
}
