import type { DeclareGroup } from './command-line.ts'
import { jsonOption } from './command-line.ts'

/** Declares the commands about the room that a library has on the server. */
export const declareStorageCommands: DeclareGroup = (declare, actionOf) => {
  declare('storage', 'how full your library is, of what, and what would free space')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./storage-command.ts')).storageCommand))
  declare('plan [id]', 'the storage plans that there are; with an id, take one or ask for it')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./plan-command.ts')).planCommand))
  declare('free-up-space', 'what would free space in your library; with --kind, do it')
    .option('--kind <kind>', 'trash, duplicates, large-videos, screenshots or old-versions')
    .option('--yes', 'do not ask')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./free-up-space-command.ts')).freeUpSpaceCommand))
}
