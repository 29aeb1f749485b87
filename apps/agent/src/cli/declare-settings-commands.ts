import type { DeclareGroup } from './command-line.ts'
import { conditionsOption, jsonOption } from './command-line.ts'
import type { DeviceCommandOptions } from './device-command.ts'

const OF_DEVICE = ['--device <name>', 'another device of your account, by name or id'] as const

/** Declares the commands that tell a device what to do, this one or another. */
export const declareSettingsCommands: DeclareGroup = (declare, actionOf) => {
  declare('settings [name] [value]', 'what is chosen for a device, or choose it')
    .option(...OF_DEVICE)
    .option('--preview', 'only show what would move')
    .option('--apply <id>', 'do exactly what a preview with this id showed, or nothing')
    .option('--yes', 'do not ask')
    .addOption(conditionsOption())
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./settings-command.ts')).settingsCommand))
  declare('pause', 'stop moving originals')
    .option('--until <time>', 'such as 18:00, +2h or 2026-11-23')
    .option(...OF_DEVICE)
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./pause-commands.ts')).pauseCommand))
  declare('resume', 'move originals again')
    .option(...OF_DEVICE)
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./pause-commands.ts')).resumeCommand))
  declare('sync-now', 'move what waits, whatever power, Wi-Fi and the hours say, once')
    .option(...OF_DEVICE)
    .addOption(jsonOption())
    .action(
      actionOf(async () => {
        const { deviceCommand } = await import('./device-command.ts')
        return (options: DeviceCommandOptions) => deviceCommand('sync-now', options)
      }),
    )
  declare('command [what]', 'have a device do something; without WHAT, what was given and what came of it')
    .option(...OF_DEVICE)
    .option('--bytes <size>', 'with free-up-space: until so much is free')
    .option('--cancel', 'take it back, if it still waits')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./device-command.ts')).deviceCommand))
}
