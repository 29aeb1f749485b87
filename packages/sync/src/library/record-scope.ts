import type { AlbumId, AssetId, CommandTarget, LibraryRecord } from '@rollcall/protocol'

/**
 * The list that a record stands in, and where: the entries of an album and the albums of a folder by their place, the versions of an
 * asset by number, the journal from its beginning, the holds as they came. Places are compared by code unit.
 */
export interface RecordPosition {
  readonly scope: string
  readonly place: string
}

/** Digits of the greatest whole number that JavaScript holds exactly. */
const NUMBER_DIGITS = 16

/** See {@link RecordPosition}. */
export function positionOf(record: LibraryRecord): RecordPosition {
  switch (record.kind) {
    case 'album':
      return { scope: albumsIn(record.parentId), place: record.place }
    case 'entry':
      return { scope: entriesOf(record.albumId), place: record.place }
    case 'version':
      return { scope: versionsOf(record.assetId), place: numberPlace(record.rev) }
    case 'batch':
      return { scope: JOURNAL, place: `${numberPlace(record.firstSeq)}:${record.key}` }
    case 'hold':
      return { scope: HOLDS, place: `${numberPlace(record.heldAt)}:${record.key}` }
    case 'device':
      return { scope: DEVICES, place: `${numberPlace(record.addedAt)}:${record.key}` }
    case 'command':
      return { scope: commandsTo(record.target), place: record.key }
  }
}

/** The scope of the albums and folders in a folder; null: at the top. */
export function albumsIn(parentId: AlbumId | null): string {
  return `album:${parentId ?? ''}`
}

/** The scope of an album's entries. */
export function entriesOf(albumId: AlbumId): string {
  return `entry:${albumId}`
}

/** The scope of an asset's versions. */
export function versionsOf(assetId: AssetId): string {
  return `version:${assetId}`
}

/** The scope of the journal, oldest batch first. */
export const JOURNAL = 'batch:'

/** The scope of the holds, oldest first. */
export const HOLDS = 'hold:'

/** The scope of the devices, oldest first. */
export const DEVICES = 'device:'

/** The scope of the commands to a device or the server. */
export function commandsTo(target: CommandTarget): string {
  return `command:${target}`
}

function numberPlace(number: number): string {
  return number.toString().padStart(NUMBER_DIGITS, '0')
}
