import type { DeclareGroup } from './command-line.ts'
import { jsonOption } from './command-line.ts'

/** Declares the commands about what was done: the journal, undoing, and deletions that wait for a word. */
export const declareHistoryCommands: DeclareGroup = (declare, actionOf) => {
  declare('journal [batch]', 'who changed what, when and on which device; or one batch of it')
    .option('--limit <count>', 'how many batches')
    .option('--conflicts', 'only where one word met another, and how to have the other')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./journal-command.ts')).journalCommand))
  declare('undo [batch]', 'take back a whole batch, the last one of this device unless you name another')
    .option('--take-back <conflict>', 'set the word that did not come to stand in this conflict')
    .option('--dry-run', 'only show what it would do')
    .option('--yes', 'do not ask')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./undo-command.ts')).undoCommand))
  declare('held [hold]', 'show and answer deletions that were held because there were so many')
    .option('--delete', 'delete them everywhere')
    .option('--restore', 'keep them, and bring missing files back')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./held-command.ts')).heldCommand))
}
