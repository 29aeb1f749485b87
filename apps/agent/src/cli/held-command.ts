import type { Hold, Intent } from '@rollcall/protocol'
import type { Item } from '@rollcall/sync'
import { formatBytes } from '@rollcall/sync'
import { doDeed } from './deed.ts'
import type { FolderOptions } from './device-commands.ts'
import { CommandStop, EXIT } from './exit.ts'
import type { OpenDevice } from './open-device.ts'
import { openDevice } from './open-device.ts'
import { countPhotos, isoOf, nameOf, shortId } from './photo-words.ts'
import { printable } from './print-table.ts'
import { callRollOf } from './status-command.ts'
import { waitingHolds } from './waiting-holds.ts'

/** Held files shown before the rest is only counted. */
const SHOWN_MAX = 10

type Answer = 'delete' | 'restore'

/** Options of `rollcall held`. */
export type HeldOptions = FolderOptions & { readonly delete?: boolean; readonly restore?: boolean }

/**
 * `rollcall held`: shows deletions that were held because so many came at once [R17], those missing in this folder and those that the
 * server holds for any device, and answers them: delete them everywhere, or keep them. `id` is the beginning of a hold's id; without
 * one, all are answered. The answer is carried out by the next sync; both ways can be undone.
 */
export async function heldCommand(id: string | undefined, options: HeldOptions): Promise<number> {
  if (options.delete && options.restore)
    throw new CommandStop('Give --delete or --restore, not both.', EXIT.wrongUse)
  const answer: Answer | null = options.delete ? 'delete' : options.restore ? 'restore' : null
  const device = openDevice(options.folder)
  try {
    const holds = chooseHolds(waitingHolds(device), id)
    const missing = id === undefined ? await missingHere(device) : []
    if (answer !== null) giveAnswer(device, answer, { holds, missing })
    if (options.json) console.log(JSON.stringify(asJson(device, holds, missing)))
    else if (holds.length + missing.length === 0) console.log('No deletion is held.')
    else if (answer === null) printHeld(device, holds, missing)
    else tellAnswer(answer, holds, missing)
    return answer === null && holds.length + missing.length > 0 ? EXIT.needsYou : EXIT.done
  } finally {
    device.close()
  }
}

async function missingHere(device: OpenDevice): Promise<readonly Item[]> {
  const roll = await callRollOf(device)
  const isHere = ({ standing }: Item) => standing.kind === 'held' && standing.by === 'device'
  return roll.entries.map(({ item }) => item).filter(isHere)
}

function chooseHolds(waiting: readonly Hold[], id: string | undefined): readonly Hold[] {
  if (id === undefined) return waiting
  const found = waiting.filter(({ key }) => key.startsWith(id.toLowerCase()))
  if (found.length === 1) return found
  throw new CommandStop(
    `${printable(id)} names ${found.length === 0 ? 'nothing' : 'several deletions'} that ${found.length === 0 ? 'is' : 'are'} held. See: rollcall held`,
    EXIT.wrongUse,
  )
}

interface Held {
  readonly holds: readonly Hold[]
  readonly missing: readonly Item[]
}

function giveAnswer(device: OpenDevice, answer: Answer, { holds, missing }: Held): void {
  const { state } = device.ports
  const intents = holds.map(
    ({ key }): Intent => ({
      op: 'answerHold',
      args: { holdId: key, answer: answer === 'delete' ? 'release' : 'undo' },
    }),
  )
  doDeed(device, intents)
  const paths = missing.map(({ path }) => path)
  if (paths.length > 0) state.transaction(() => state.values.put('held_answer', { answer, paths }))
}

function asJson({ ports }: OpenDevice, holds: Held['holds'], missing: Held['missing']): unknown {
  return {
    items: missing.map(({ path, sha256, bytes }) => ({ path, sha256, bytes })),
    holds: holds.map(({ key, deviceName, heldAt, assetIds }) => ({
      id: key,
      device: deviceName,
      heldAt: isoOf(heldAt),
      photos: assetIds.map((id) => ({ id, name: ports.state.replica.asset(id)?.resources[0]?.name ?? null })),
    })),
  }
}

function printHeld(device: OpenDevice, holds: Held['holds'], missing: Held['missing']): void {
  if (missing.length > 0) {
    const bytes = formatBytes(missing.reduce((sum, item) => sum + item.bytes, 0))
    console.log(`${missing.length} files (${bytes}) went missing here at once, so nothing was deleted:\n`)
    printSome(missing.map(({ path }) => printable(path)))
  }
  for (const { key, deviceName, heldAt, assetIds } of holds) {
    console.log(
      `${printable(deviceName)} deleted ${countPhotos(assetIds.length)} at once on ${new Date(heldAt).toLocaleString()}. Nothing is deleted until you say so (${shortId(key)}):\n`,
    )
    printSome(
      assetIds.map((id) => {
        const asset = device.ports.state.replica.asset(id)
        return asset === null ? id : nameOf(asset)
      }),
    )
  }
  console.log(
    'Keep them everywhere:   rollcall held --restore\nDelete them everywhere: rollcall held --delete',
  )
  if (holds.length > 1 || (holds.length > 0 && missing.length > 0))
    console.log('One of them only:       the same with its id, as: rollcall held ID --restore')
}

function printSome(names: readonly string[]): void {
  for (const name of names.slice(0, SHOWN_MAX)) console.log(`    ${name}`)
  if (names.length > SHOWN_MAX) console.log(`    … and ${names.length - SHOWN_MAX} more`)
  console.log()
}

function tellAnswer(answer: Answer, holds: Held['holds'], missing: Held['missing']): void {
  const held = holds.reduce((sum, { assetIds }) => sum + assetIds.length, missing.length)
  const photos = countPhotos(held)
  console.log(
    answer === 'delete'
      ? `${photos} ${held === 1 ? 'goes' : 'go'} to the trash of every device with the next sync.`
      : `${photos} ${held === 1 ? 'stays' : 'stay'}, and missing files come back with the next sync.`,
  )
}
