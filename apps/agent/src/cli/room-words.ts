import type { RollCall } from '@rollcall/sync'
import { formatBytes } from '@rollcall/sync'
import type { RoomPreview } from '../engine/room.ts'

/** What a change of room would do, a line each; before anybody is asked whether to do it [R7]. */
export function roomPreviewWords(
  { toEvict, toFetch, overBytes }: RoomPreview,
  freeBytes: number | null,
): readonly string[] {
  const lines: string[] = []
  if (toEvict.items > 0)
    lines.push(
      `${count(toEvict.items)} would make way for ${toEvict.items === 1 ? 'a smaller version' : 'smaller versions'} here, which frees about ${formatBytes(
        toEvict.bytes,
      )}. The server keeps ${toEvict.items === 1 ? 'it' : 'them'}.`,
    )
  if (toFetch.items > 0)
    lines.push(
      `${count(toFetch.items)} would come back here, ${formatBytes(toFetch.bytes)}: ${durationWords(toFetch.bytes)}.`,
    )
  if (freeBytes !== null && toFetch.bytes > freeBytes)
    lines.push(
      `This disk has only ${formatBytes(freeBytes)} free: what does not fit stays on the server, and is told by rollcall status.`,
    )
  lines.push(...overWords(overBytes))
  return lines.length === 0 ? ['Nothing would move.'] : lines
}

/** What has to be here is more than fits; nothing to say when it is not. */
export function overWords(overBytes: number): readonly string[] {
  if (overBytes === 0) return []
  return [
    `! Smaller versions, and originals that are pinned or asked for, take ${formatBytes(overBytes)} more than there is room for.`,
    '    Give photos more room: rollcall optimise on --budget SIZE',
  ]
}

/** Originals that were asked for or pinned and do not come, for want of room; nothing to say of none. */
export function waitingForRoomWords({ entries }: Pick<RollCall, 'entries'>): readonly string[] {
  const short = entries.filter(({ decision }) => decision.because.some(({ code }) => code === 'over_budget'))
  if (short.length === 0) return []
  const bytes = short.reduce((sum, { item }) => sum + item.bytes, 0)
  const [waits, they] = short.length === 1 ? ['waits', 'it does'] : ['wait', 'they do']
  return [
    `! ${count(short.length)} (${formatBytes(bytes)}) that you asked for or pinned ${waits}: ${they} not fit into the room that photos may take here.`,
    '    Give photos more room: rollcall optimise on --budget SIZE',
  ]
}

/** Bytes a second of a home line that is neither fast nor slow. */
const HOME_LINE = 5_000_000

/** How long fetching so many bytes takes on an ordinary line at home. */
export function durationWords(bytes: number): string {
  const minutes = Math.ceil(bytes / HOME_LINE / 60)
  if (minutes <= 1) return 'about a minute on a line of 40 Mbit/s'
  if (minutes < 120) return `about ${minutes} minutes on a line of 40 Mbit/s`
  return `about ${Math.round(minutes / 60)} hours on a line of 40 Mbit/s`
}

function count(items: number): string {
  return items === 1 ? '1 original' : `${items.toLocaleString('en')} originals`
}
