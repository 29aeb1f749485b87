import type { DeclareGroup } from './command-line.ts'
import { jsonOption } from './command-line.ts'

/** Declares the commands for the end of a device: whether it can be wiped, who said so, and unlinking it. */
export const declareLeavingCommands: DeclareGroup = (declare, actionOf) => {
  declare(
    'safe-to-wipe',
    'is every original of this device on the server? A signed answer, or what would be lost',
  )
    .option('--out <file>', 'where to keep the signed statement')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./safe-to-wipe-command.ts')).safeToWipeCommand))
  declare('verify-statement <file>', 'check what safe-to-wipe has signed, without a network')
    .option('--key <fingerprint>', 'the fingerprint that you know the server by')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./verify-statement-command.ts')).verifyStatementCommand))
  declare('unlink', 'make the folder an ordinary one again')
    .option(
      '--keep',
      'keep what is here; originals that are not here are fetched where smaller versions stand',
    )
    .option('--previews', 'with --keep: leave smaller versions as they are')
    .option('--remove', 'remove from here what the server holds; the rest stays and is listed')
    .option('--drop-unsent', 'give up changes made here that cannot be sent')
    .option('--yes', 'do not ask')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./unlink-command.ts')).unlinkCommand))
}
