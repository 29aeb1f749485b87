import { SingleBar } from 'cli-progress'
import type { Clock, FirstTier, RollCall } from '@rollcall/sync'
import { formatBytes } from '@rollcall/sync'
import type { EngineEvent } from '../engine/engine-ports.ts'
import { summaryOf } from './status-command.ts'

/** Below so many originals to move, no bar is worth drawing. */
const BAR_FROM_ITEMS = 2

/** Shows what a running sync does: a bar on a terminal, a line when something changes elsewhere. */
export interface SyncDisplay {
  readonly onEvent: (event: EngineEvent) => void
  readonly end: () => void
}

/** Makes a display on standard error, so that standard output stays for answers. Says nothing when `isQuiet`. */
export function createSyncDisplay({
  isQuiet,
  clock,
}: {
  readonly isQuiet: boolean
  readonly clock: Clock
}): SyncDisplay {
  if (isQuiet) return { onEvent: () => undefined, end: () => undefined }
  const progress = process.stderr.isTTY ? createBar() : null
  let lastSummary = ''

  function say(line: string): void {
    progress?.end()
    console.error(line)
  }

  function onRoll(roll: RollCall): void {
    progress?.update(roll)
    const isMoving =
      roll.counts.inProgress > 0 || roll.entries.some(({ decision }) => decision.action !== 'none')
    const summary = summaryOf(roll).join('\n')
    if (isMoving || summary === lastSummary) return
    lastSummary = summary
    say(`${new Date(clock.now()).toLocaleTimeString()}  ${roll.total} originals. ${summary}`)
  }

  return {
    end: () => progress?.end(),
    onEvent: (event) => {
      switch (event.kind) {
        case 'roll':
          return onRoll(event.roll)
        case 'folder_missing':
          return say(
            'The folder is not there. Nothing is deleted because of it; waiting for it to come back.',
          )
        case 'folder_back':
          return say('The folder is back.')
        case 'first_tier':
          return say(describeFirstTier(event.tier))
        case 'server_away':
          return say(describeAway(event))
        case 'server_back':
          return say('The server answers again.')
        case 'disk_trouble':
          return say(`${event.failure}.`)
        case 'watch_unavailable':
          return say(
            `Changes are noticed only every ten minutes, because this system cannot watch the folder: ${event.failure}`,
          )
      }
    },
  }
}

/** Such as `12,403 photos and videos, newest November 2026; loading the rest …`. */
function describeFirstTier({ assets, newestAt }: FirstTier): string {
  const count = `${assets.toLocaleString('en')} ${assets === 1 ? 'photo or video' : 'photos and videos'}`
  if (newestAt === null) return `${count}; loading the rest …`
  const month = new Date(newestAt).toLocaleString('en', { month: 'long', year: 'numeric', timeZone: 'UTC' })
  return `${count}, newest ${month}; loading the rest …`
}

function describeAway({ code, failure }: Extract<EngineEvent, { kind: 'server_away' }>): string {
  const isSilent = code === 'offline' || code === 'server_unreachable'
  return isSilent
    ? `The server does not answer (${failure}). Trying again; nothing is lost meanwhile.`
    : `${failure}. Nothing moves meanwhile, and nothing is lost.`
}

/** One bar over the originals that are to move, from the first that moves to the last. */
function createBar(): { readonly update: (roll: RollCall) => void; readonly end: () => void } {
  let bar: SingleBar | null = null
  let most = 0

  function end(): void {
    bar?.stop()
    bar = null
    most = 0
  }

  return {
    end,
    update: (roll) => {
      const toMove = roll.entries.filter(
        ({ decision, active }) => decision.action !== 'none' || active !== null,
      )
      most = Math.max(most, toMove.length)
      if (toMove.length === 0 || most < BAR_FROM_ITEMS) return end()
      const bytes = formatBytes(
        toMove.reduce((sum, { item, active }) => sum + item.bytes - (active?.bytesDone ?? 0), 0),
      )
      if (bar === null) {
        bar = new SingleBar({
          format: '{bar} {value} of {total} · {bytes} to go',
          hideCursor: true,
          clearOnComplete: true,
        })
        bar.start(most, 0, { bytes })
      }
      bar.setTotal(most)
      bar.update(most - toMove.length, { bytes })
    },
  }
}
