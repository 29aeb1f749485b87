import { formatBytes } from '@rollcall/sync'
import type { FolderOptions } from './device-commands.ts'
import { CommandStop, EXIT } from './exit.ts'
import { openDevice } from './open-device.ts'
import { printable } from './print-table.ts'
import { callRollOf } from './status-command.ts'

/** Held files shown before the rest is only counted. */
const SHOWN_MAX = 10

/**
 * `rollcall held`: shows deletions that were held because so many files went missing at once [R17], and answers them: delete
 * them everywhere, or bring the files back. The answer is carried out by the next sync; both ways can be undone.
 */
export async function heldCommand(
  options: FolderOptions & { readonly delete?: boolean; readonly restore?: boolean },
): Promise<number> {
  if (options.delete && options.restore)
    throw new CommandStop('Give --delete or --restore, not both.', EXIT.wrongUse)
  const device = openDevice(options.folder)
  try {
    const roll = await callRollOf(device)
    const held = roll.entries.filter(({ item }) => item.standing.kind === 'held').map(({ item }) => item)
    if (options.json)
      console.log(JSON.stringify({ items: held.map(({ path, sha256, bytes }) => ({ path, sha256, bytes })) }))
    if (held.length === 0) {
      if (!options.json) console.log('No deletion is held.')
      return EXIT.done
    }
    const bytes = formatBytes(held.reduce((sum, item) => sum + item.bytes, 0))
    const { state } = device.ports
    const answer = options.delete ? 'delete' : options.restore ? 'restore' : null
    if (answer !== null) state.transaction(() => state.values.put('held_answer', answer))
    if (options.json) return answer === null ? EXIT.needsYou : EXIT.done
    if (answer === 'delete')
      console.log(`${held.length} photos (${bytes}) go to the trash of every device with the next sync.`)
    else if (answer === 'restore')
      console.log(`${held.length} photos (${bytes}) come back into this folder with the next sync.`)
    else {
      console.log(`${held.length} files (${bytes}) went missing here at once, so nothing was deleted:\n`)
      for (const { path } of held.slice(0, SHOWN_MAX)) console.log(`    ${printable(path)}`)
      if (held.length > SHOWN_MAX) console.log(`    … and ${held.length - SHOWN_MAX} more`)
      console.log(
        '\nBring them back here:  rollcall held --restore\nDelete them everywhere: rollcall held --delete',
      )
    }
    return answer === null ? EXIT.needsYou : EXIT.done
  } finally {
    device.close()
  }
}
