import { Option } from 'commander'
import type { ActionOf, DeclareCommand, DeclareGroup } from './command-line.ts'
import { jsonOption } from './command-line.ts'
import type { FolderOptions } from './device-commands.ts'
import { COLOUR_STEPS, LIGHT_STEPS } from './edit-steps.ts'
import { SEARCH_HELP } from './search-help.ts'
import { TOLD_LIMITS } from './told-limits.ts'

/** Declares the commands about photos. A photo is named by its path, its file name, or the beginning of its id or SHA-256. */
export const declarePhotoCommands: DeclareGroup = (declare, actionOf) => {
  declareFinding(declare, actionOf)
  declareSaying(declare, actionOf)
  declareEditing(declare, actionOf)
  declareDuplicates(declare, actionOf)
  declareTrash(declare, actionOf)
}

function declareFinding(declare: DeclareCommand, actionOf: ActionOf): void {
  declare('list', 'list photos, the newest first, and how each of them stands')
    .option('--limit <count>', 'so many', '50')
    .option('--sort <order>', 'newest or oldest first', 'newest')
    .option('--album <name>', 'those of an album')
    .option('--favourites', 'favourites only')
    .option('--hidden', 'hidden ones only')
    .option('--since <day>', 'taken since 2024, 2024-06 or 2024-06-02')
    .option('--trash', 'those in the trash, and how long they stay')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./list-command.ts')).listCommand))
  declare('search <words...>', 'find photos by what is said and known of them, the newest first')
    .option('--limit <count>', 'so many')
    .addOption(jsonOption())
    .addHelpText('after', SEARCH_HELP)
    // A word that begins with a hyphen is one to leave out, not an option.
    .allowUnknownOption()
    .action(actionOf(async () => (await import('./search-command.ts')).searchCommand))
  declare('info <photo>', 'what is known of a photo, where it is, and where its date comes from')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./info-command.ts')).infoCommand))
}

function declareDuplicates(declare: DeclareCommand, actionOf: ActionOf): void {
  declare('duplicates', 'list photos that are or look the same, or unite them')
    .option(
      '--unite <group>',
      'its number, or all: what was said of the others is said of the one that stays',
    )
    .option('--limit <count>', 'so many groups')
    .option('--yes', 'do not ask')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./duplicates-command.ts')).duplicatesCommand))
}

function declareSaying(declare: DeclareCommand, actionOf: ActionOf): void {
  declare('favourite <photo...>', 'mark photos as favourites')
    .option('--off', 'take the mark away')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./photo-commands.ts')).favouriteCommand))
  declare('hide <photo...>', 'keep photos out of lists, albums and searches unless asked for')
    .option('--off', 'show them again')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./photo-commands.ts')).hideCommand))
  declare('rate <photo...>', 'give photos stars')
    .requiredOption('--stars <count>', `0 to ${TOLD_LIMITS.ratingMax}`)
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./photo-commands.ts')).rateCommand))
  declare('caption <photo> <text>', 'say what a photo shows; an empty text takes it away')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./photo-commands.ts')).captionCommand))
  declare('title <photo> <text>', 'give a photo a title; an empty text takes it away')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./photo-commands.ts')).titleCommand))
  declare('keyword <photo...>', 'file photos under keywords, or see which they have')
    .option('--add <word...>', 'file them under these')
    .option('--remove <word...>', 'take these away')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./photo-commands.ts')).keywordCommand))
  declare('date <words...>', 'say when photos were taken, over what their files say')
    .usage('[options] PHOTO… ["2019-06-03 14:00"]')
    .option('--shift <span>', 'later or earlier by so much, such as +1h, -30m or +2d')
    .option('--zone <offset>', 'the zone of the time, such as +02:00')
    .option('--as-files-say', 'take it back')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./date-command.ts')).dateCommand))
  declare('place <photo...>', 'say where photos were taken, over what their files say')
    .option('--at <degrees>', 'north and east, such as 59.91,10.75')
    .option('--nowhere', 'nobody is to know')
    .option('--as-files-say', 'take it back')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./place-command.ts')).placeCommand))
}

function declareEditing(declare: DeclareCommand, actionOf: ActionOf): void {
  const { straightenMax, filters } = TOLD_LIMITS
  const edit = declare('edit <photo...>', 'make a version of photos; the original stays as it is')
    .option('--rotate <degrees>', '90, 180 or 270 clockwise, 0 for none')
    .option('--flip', 'mirror left to right')
    .option('--no-flip', 'do not')
    .option('--straighten <degrees>', `-${straightenMax} to ${straightenMax}, clockwise`)
    .option('--crop <part>', 'a shape such as 16:9; left,top,width,height such as 10%,0%,80%,100%; none')
  for (const name of [...LIGHT_STEPS, ...COLOUR_STEPS])
    edit.addOption(new Option(`--${name} <amount>`, '-100 to 100'))
  edit
    .option('--filter <name>', `${filters.join(', ')} or none`)
    .option('--copy-from <photo>', 'begin with the edits of another photo')
    .option('--clear', 'begin anew')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./edit-command.ts')).editCommand))
  declare('revert <photo...>', 'show photos as they were taken, or in an earlier version')
    .option('--to <version>', 'its number, as `rollcall versions` tells it')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./version-commands.ts')).revertCommand))
  declare('versions <photo>', 'list every way that a photo has looked')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./version-commands.ts')).versionsCommand))
}

function declareTrash(declare: DeclareCommand, actionOf: ActionOf): void {
  declare('trash [photo...]', 'move photos to the trash of every device')
    .option('--list', 'list what is in the trash, and how long it stays')
    .option('--yes', 'do not ask, however many they are')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./trash-commands.ts')).trashCommand))
  declare('restore <photo...>', 'take photos out of the trash, with their albums and edits')
    .option(
      '--reimport',
      'bring back what was deleted for good: its bytes are kept for 30 days, or lie in this folder',
    )
    .addOption(
      new Option(
        '--edit <version>',
        'instead, have the file of an earlier edit back that was let go of: its number, as `rollcall versions` tells it',
      ).conflicts('reimport'),
    )
    .addOption(jsonOption())
    .action(
      actionOf(async () => {
        const { reimportCommand } = await import('./reimport-command.ts')
        const { restoreCommand } = await import('./trash-commands.ts')
        const { restoreEditCommand } = await import('./version-commands.ts')
        return (
          names: readonly string[],
          { reimport, edit, ...options }: FolderOptions & { reimport?: boolean; edit?: string },
        ) => {
          if (edit !== undefined) return restoreEditCommand(names, { ...options, edit })
          return reimport ? reimportCommand(names, options) : restoreCommand(names, options)
        }
      }),
    )
  declare('delete-for-good [photo...]', 'delete photos that are in the trash')
    .option('--all', 'everything in the trash')
    .option('--yes', 'do not ask')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./trash-commands.ts')).deleteForGoodCommand))
}
