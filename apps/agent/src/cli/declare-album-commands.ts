import type { Command } from 'commander'
import type { ActionOf, DeclareCommand } from './command-line.ts'
import { declareIn, jsonOption } from './command-line.ts'

/** Declares `rollcall album …`. An album is named by its name, as `Folder/Name`, or by the beginning of its id. */
export function declareAlbumCommands(program: Command, actionOf: ActionOf): void {
  const album = program.command('album').description('list, make, fill and order albums')
  const declare = declareIn(album)
  declareLooking(declare, actionOf)
  declareFilling(declare, actionOf)
  declareOrdering(declare, actionOf)
}

function declareLooking(declare: DeclareCommand, actionOf: ActionOf): void {
  declare('list', 'list albums and folders, and how many photos each has')
    .option('--deleted', 'those that were deleted')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./album-list-commands.ts')).listAlbumsCommand))
  declare('show <name>', 'list the photos of an album in its order')
    .option('--hidden', 'hidden ones too')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./album-list-commands.ts')).showAlbumCommand))
}

function declareFilling(declare: DeclareCommand, actionOf: ActionOf): void {
  declare('create <name>', 'make an album; Folder/Name puts it into the folder')
    .option('--as-folder', 'a folder, which holds albums')
    .option('--smart <search>', 'a smart album, which shows what a search finds')
    .option('--in <folder>', 'put it into a folder')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./album-commands.ts')).createAlbumCommand))
  declare('add <name> <photo...>', 'put photos into an album')
    .option('--after <photo>', 'after one that is in it')
    .option('--start', 'at its start')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./album-photo-commands.ts')).addPhotosCommand))
  declare('remove <name> <photo...>', 'take photos out of an album; they stay in the library')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./album-photo-commands.ts')).removePhotosCommand))
  declare('move-photo <name> <photo...>', 'move photos within an album')
    .option('--after <photo>', 'after this one')
    .option('--start', 'to its start')
    .option('--end', 'to its end')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./album-photo-commands.ts')).movePhotosCommand))
  declare('cover <name> [photo]', 'show an album by this photo; without one, by its first')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./album-commands.ts')).coverAlbumCommand))
}

function declareOrdering(declare: DeclareCommand, actionOf: ActionOf): void {
  declare('rename <name> <new-name>', 'give an album or folder another name')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./album-commands.ts')).renameAlbumCommand))
  declare('sort <name> <order>', 'show an album in its own order (manual), or oldest or newest first')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./album-commands.ts')).sortAlbumCommand))
  declare('search <name> <text>', 'change what a smart album searches for')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./album-commands.ts')).searchAlbumCommand))
  declare('move <name>', 'put an album into a folder, or elsewhere in the list')
    .option('--in <folder>', 'into this folder')
    .option('--top', 'out of its folder')
    .option('--after <album>', 'after this one')
    .option('--start', 'before all others there')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./album-commands.ts')).moveAlbumCommand))
  declare('delete <name>', 'delete an album or folder; every photo stays')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./album-commands.ts')).deleteAlbumCommand))
  declare('restore <name>', 'bring a deleted album back, with its photos')
    .addOption(jsonOption())
    .action(actionOf(async () => (await import('./album-commands.ts')).restoreAlbumCommand))
}
