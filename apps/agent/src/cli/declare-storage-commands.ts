import type { DeclareGroup } from './command-line.ts'
import { jsonOption } from './command-line.ts'
import type { FolderOptions } from './device-commands.ts'
import type { FreeUpSpaceOptions } from './free-up-space-command.ts'
import { freeUpSpaceCommand } from './free-up-space-command.ts'
import { planCommand } from './plan-command.ts'
import { storageCommand } from './storage-command.ts'

/** Declares the commands about the room that a library has on the server. */
export const declareStorageCommands: DeclareGroup = (declare) => {
  declare('storage', 'how full your library is, of what, and what would free space')
    .addOption(jsonOption())
    .action((options: FolderOptions) => storageCommand(options))
  declare('plan [id]', 'the storage plans that there are; with an id, take one or ask for it')
    .addOption(jsonOption())
    .action((id: string | undefined, options: FolderOptions) => planCommand(id, options))
  declare('free-up-space', 'what would free space in your library; with --kind, do it')
    .option('--kind <kind>', 'trash, duplicates, large-videos or screenshots')
    .option('--yes', 'do not ask')
    .addOption(jsonOption())
    .action((options: FreeUpSpaceOptions) => freeUpSpaceCommand(options))
}
