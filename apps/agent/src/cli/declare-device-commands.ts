import type { DeclareGroup } from './command-line.ts'
import { jsonOption } from './command-line.ts'
import type { FolderOptions } from './device-commands.ts'
import { approveCommand, devicesCommand, unlinkCommand } from './device-commands.ts'
import type { LinkOptions } from './link-command.ts'
import { linkCommand } from './link-command.ts'
import { pauseCommand } from './pause-commands.ts'
import { statusCommand } from './status-command.ts'
import { syncCommand } from './sync-command.ts'
import { verifyCommand } from './verify-command.ts'

/** Declares the commands about the device itself: linking, syncing, and whether everything is safe. */
export const declareDeviceCommands: DeclareGroup = (declare, exitWith) => {
  declare('link <url>', 'make a folder a device of your account')
    .option('--name <name>', "the device's name (default: this machine's)")
    .option(
      '--account <name>',
      'sign in with this account and its password; without it, a code is shown to approve elsewhere',
    )
    .option('--password-stdin', 'read the password from standard input')
    .addOption(jsonOption())
    .action((url: string, options: LinkOptions) => linkCommand(url, options))
  declare('unlink', 'make the folder an ordinary one again; every file stays').action(unlinkCommand)
  declare('approve <code>', 'let a new device in that shows this code').action(approveCommand)
  declare('devices', 'list the devices of your account')
    .option('--remove <id>', 'sign a device out')
    .addOption(jsonOption())
    .action(devicesCommand)
  declare('sync', 'keep the folder in sync')
    .option('--once', 'end when nothing is left to do; exit code 1 if something needs you')
    .addOption(jsonOption())
    .action(async (options: FolderOptions & { once?: boolean }) => exitWith(await syncCommand(options)))
  declare('status', 'call the roll: is every original safe?')
    .option(
      '--list <state>',
      'open a number: safe, inProgress, waiting, blocked, excluded, deleted; or refused: changes without effect',
    )
    .addOption(jsonOption())
    .action(async (options: FolderOptions & { list?: string }) => exitWith(await statusCommand(options)))
  declare('verify', 'have the server read every original again and compare it with its hash')
    .option('--all', 'also what is in the trash, and what no photo names')
    .addOption(jsonOption())
    .action(async (options: FolderOptions & { all?: boolean }) => exitWith(await verifyCommand(options)))
  declare('pause', 'stop moving originals').action((options: FolderOptions) => pauseCommand(true, options))
  declare('resume', 'move originals again').action((options: FolderOptions) => pauseCommand(false, options))
}
