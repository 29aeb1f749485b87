import type { DeclareGroup } from './command-line.ts'
import { jsonOption } from './command-line.ts'
import type { PinOptions } from './pin-command.ts'

/** Declares the commands about the room that originals take on this device. */
export const declareRoomCommands: DeclareGroup = (declare, actionOf) => {
  declare('optimise <what>', 'keep smaller versions here where room is short: on, off or status')
    .option('--budget <size>', 'what photos may take here, like 200MB; none: only the free space counts')
    .option('--yes', 'do not ask')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./optimise-command.ts')).optimiseCommand))
  declare('fetch [photos...]', 'bring originals here that only a smaller version is of')
    .option('--album <name>', 'all of an album')
    .option('--all', 'all of the library')
    .option('--yes', 'do not ask')
    .option('--wait', 'stay until they are here, while a sync runs')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./fetch-command.ts')).fetchCommand))
  declare('pin [photos...]', 'keep originals on this device, however short its room is')
    .option('--album <name>', 'all of an album, and what is put into it later')
    .option('--yes', 'do not ask')
    .addOption(jsonOption())
    .action(
      actionOf(async () => {
        const { pinCommand } = await import('./pin-command.ts')
        return (names: readonly string[], options: PinOptions) => pinCommand(true, names, options)
      }),
    )
  declare('unpin [photos...]', 'let originals make way for smaller versions again')
    .option('--album <name>', 'an album that is pinned')
    .option('--yes', 'do not ask')
    .addOption(jsonOption())
    .action(
      actionOf(async () => {
        const { pinCommand } = await import('./pin-command.ts')
        return (names: readonly string[], options: PinOptions) => pinCommand(false, names, options)
      }),
    )
}
