import type { Asset, Dated } from '@rollcall/protocol'
import { offsetMinutesOf, takenAtOf } from '@rollcall/sync'
import { changePhotos } from './change-photos.ts'
import { describeTime } from './describe-media.ts'
import type { FolderOptions } from './device-commands.ts'
import { CommandStop, EXIT } from './exit.ts'
import { onDay, parseMoment, parseShift, parseZone } from './parse-moment.ts'
import { nameOf, wallTimeOf } from './photo-words.ts'
import { printable } from './print-table.ts'

/** Options of `rollcall date`. */
export type DateOptions = FolderOptions & {
  readonly zone?: string
  readonly shift?: string
  readonly asFilesSay?: boolean
}

const HOW = 'Say when: "2019-06-03 14:00", "2019-06-03", --shift +1h, --zone +02:00 or --as-files-say.'

const FIRST_MS = Date.parse('0001-01-01T00:00:00Z')
const LAST_MS = Date.parse('9999-12-31T23:59:59Z')

/**
 * `rollcall date`: says when photos were taken, over what their files say: at a time, by so much later or earlier, or in another zone.
 * Without a clock the day alone is set. The last of the words is the time, unless an option says it.
 */
export function dateCommand(words: readonly string[], options: DateOptions): void {
  const last = words.at(-1) ?? ''
  const moment = options.shift === undefined && !options.asFilesSay ? parseMoment(last) : null
  const names = moment === null ? words : words.slice(0, -1)
  const zone = readZone(options.zone)
  const shiftMs = readShift(options.shift)
  const ways = [moment !== null, shiftMs !== null, options.asFilesSay === true].filter(Boolean).length
  if (
    names.length === 0 ||
    ways > 1 ||
    (ways === 0 && zone === null) ||
    (options.asFilesSay && zone !== null)
  )
    throw new CommandStop(HOW, EXIT.wrongUse)

  function valueFor(asset: Asset): Dated | null {
    if (options.asFilesSay) return null
    const offsetMinutes = zone ?? offsetMinutesOf(asset)
    const wall = moment === null ? wallTimeOf(asset) + (shiftMs ?? 0) : onDay(moment, wallTimeOf(asset))
    if (wall < FIRST_MS || wall > LAST_MS)
      throw new CommandStop(
        `${nameOf(asset)}: a photo can be from the years 1 to 9999. Nothing was changed.`,
        EXIT.wrongUse,
      )
    return { at: wall - (offsetMinutes ?? 0) * 60_000, offsetMinutes }
  }

  changePhotos(names, options, {
    intentsFor: (asset) => [{ op: 'setDated', args: { assetId: asset.id, value: valueFor(asset) } }],
    words: (asset) => `was taken ${describeTime(takenAtOf(asset), offsetMinutesOf(asset))}.`,
  })
}

function readZone(text: string | undefined): number | null {
  if (text === undefined) return null
  const zone = parseZone(text)
  if (zone !== null) return zone
  throw new CommandStop(`'${printable(text)}' is no zone. Give one as +02:00.`, EXIT.wrongUse)
}

function readShift(text: string | undefined): number | null {
  if (text === undefined) return null
  const shift = parseShift(text)
  if (shift !== null) return shift
  throw new CommandStop(`'${printable(text)}' is no span. Give one as +1h, -30m or +2d.`, EXIT.wrongUse)
}
