import type { Command } from 'commander'
import {
  coverAlbumCommand,
  createAlbumCommand,
  deleteAlbumCommand,
  moveAlbumCommand,
  renameAlbumCommand,
  restoreAlbumCommand,
  searchAlbumCommand,
  sortAlbumCommand,
} from './album-commands.ts'
import { listAlbumsCommand, showAlbumCommand } from './album-list-commands.ts'
import { addPhotosCommand, movePhotosCommand, removePhotosCommand } from './album-photo-commands.ts'
import type { DeclareCommand } from './command-line.ts'
import { declareIn, jsonOption } from './command-line.ts'

/** Declares `rollcall album …`. An album is named by its name, as `Folder/Name`, or by the beginning of its id. */
export function declareAlbumCommands(program: Command): void {
  const album = program.command('album').description('list, make, fill and order albums')
  const declare = declareIn(album)
  declareLooking(declare)
  declareFilling(declare)
  declareOrdering(declare)
}

function declareLooking(declare: DeclareCommand): void {
  declare('list', 'list albums and folders, and how many photos each has')
    .option('--deleted', 'those that were deleted')
    .addOption(jsonOption())
    .action(listAlbumsCommand)
  declare('show <name>', 'list the photos of an album in its order')
    .option('--hidden', 'hidden ones too')
    .addOption(jsonOption())
    .action(showAlbumCommand)
}

function declareFilling(declare: DeclareCommand): void {
  declare('create <name>', 'make an album; Folder/Name puts it into the folder')
    .option('--as-folder', 'a folder, which holds albums')
    .option('--smart <search>', 'a smart album, which shows what a search finds')
    .option('--in <folder>', 'put it into a folder')
    .addOption(jsonOption())
    .action(createAlbumCommand)
  declare('add <name> <photo...>', 'put photos into an album')
    .option('--after <photo>', 'after one that is in it')
    .option('--start', 'at its start')
    .addOption(jsonOption())
    .action(addPhotosCommand)
  declare('remove <name> <photo...>', 'take photos out of an album; they stay in the library')
    .addOption(jsonOption())
    .action(removePhotosCommand)
  declare('move-photo <name> <photo...>', 'move photos within an album')
    .option('--after <photo>', 'after this one')
    .option('--start', 'to its start')
    .option('--end', 'to its end')
    .addOption(jsonOption())
    .action(movePhotosCommand)
  declare('cover <name> [photo]', 'show an album by this photo; without one, by its first')
    .addOption(jsonOption())
    .action(coverAlbumCommand)
}

function declareOrdering(declare: DeclareCommand): void {
  declare('rename <name> <new-name>', 'give an album or folder another name')
    .addOption(jsonOption())
    .action(renameAlbumCommand)
  declare('sort <name> <order>', 'show an album in its own order (manual), or oldest or newest first')
    .addOption(jsonOption())
    .action(sortAlbumCommand)
  declare('search <name> <text>', 'change what a smart album searches for')
    .addOption(jsonOption())
    .action(searchAlbumCommand)
  declare('move <name>', 'put an album into a folder, or elsewhere in the list')
    .option('--in <folder>', 'into this folder')
    .option('--top', 'out of its folder')
    .option('--after <album>', 'after this one')
    .option('--start', 'before all others there')
    .addOption(jsonOption())
    .action(moveAlbumCommand)
  declare('delete <name>', 'delete an album or folder; every photo stays')
    .addOption(jsonOption())
    .action(deleteAlbumCommand)
  declare('restore <name>', 'bring a deleted album back, with its photos')
    .addOption(jsonOption())
    .action(restoreAlbumCommand)
}
