import type { Located } from '@rollcall/protocol'
import { locationOf } from '@rollcall/sync'
import { changePhotos } from './change-photos.ts'
import type { FolderOptions } from './device-commands.ts'
import { CommandStop, EXIT } from './exit.ts'
import { printable } from './print-table.ts'

/** Options of `rollcall place`. */
export type PlaceOptions = FolderOptions & {
  readonly at?: string
  readonly nowhere?: boolean
  readonly asFilesSay?: boolean
}

const HOW = 'Say where: --at 59.91,10.75, --nowhere or --as-files-say.'

/** `rollcall place`: says where photos were taken, over what their files say; nowhere, if nobody is to know. */
export function placeCommand(names: readonly string[], options: PlaceOptions): void {
  const ways = [options.at !== undefined, options.nowhere === true, options.asFilesSay === true]
  if (ways.filter(Boolean).length !== 1) throw new CommandStop(HOW, EXIT.wrongUse)
  const value = options.asFilesSay ? null : options.nowhere ? NOWHERE : parsePlace(options.at ?? '')
  changePhotos(names, options, {
    intentsFor: ({ id }) => [{ op: 'setLocated', args: { assetId: id, value } }],
    words: (asset) => {
      const location = locationOf(asset)
      return location === null
        ? 'has no place.'
        : `was taken at ${location.latitude.toFixed(5)}, ${location.longitude.toFixed(5)}.`
    },
  })
}

const NOWHERE: Located = { latitude: null, longitude: null }

/** Reads `59.91,10.75`: latitude and longitude in degrees. */
function parsePlace(text: string): Located {
  const [latitude, longitude, ...rest] = text
    .split(/[\s,;]+/)
    .filter((each) => each !== '')
    .map(Number)
  const isPlace =
    latitude !== undefined &&
    longitude !== undefined &&
    rest.length === 0 &&
    Math.abs(latitude) <= 90 &&
    Math.abs(longitude) <= 180
  if (!isPlace)
    throw new CommandStop(
      `'${printable(text)}' is no place. Give degrees north and east, as --at 59.91,10.75.`,
      EXIT.wrongUse,
    )
  return { latitude, longitude }
}
