import type { Clock } from '@rollcall/sync'
import type { Store } from '../store/store.ts'
import type { ScrubPorts } from './scrub-due.ts'
import { SCRUB_AFTER_MS, scrubDue } from './scrub-due.ts'
import { scrubLost } from './scrub-lost.ts'

/** How soon to look again when nothing is due, and after the disk or the store gave out. */
const LOOK_EVERY_MS = 10 * 60_000

/** How often it is looked whether what was lost is back; also when the scrub begins. */
const LOST_EVERY_MS = 24 * 3600_000

/** Everything that can be due together is read within this time. */
const READ_WITHIN_MS = SCRUB_AFTER_MS

/** The least that is read a second, so that small stores are soon done. */
const BYTES_A_SECOND_MIN = 1_000_000

/** A server is left alone until nobody has asked it for anything for so long … */
const QUIET_MS = 2_000

/** … but not for longer than this between two batches, or one that is always busy would never find its rot. */
const LEFT_ALONE_MAX_MS = 60_000

/** How the scrub keeps out of people's way. */
export interface RunScrubOptions {
  /** How long nobody has asked the server for anything; see `ServerApp.quietMs`. */
  readonly quietMs: () => number
}

/**
 * Scrubs round by round (see `scrubDue`, and once a day `scrubLost`) until `stop` aborts: slowly, and while nobody needs the disk. A round that did not work is told,
 * and made again: the disk or the database may answer by then.
 */
export async function runScrub(
  ports: ScrubPorts,
  stop: AbortSignal,
  options: RunScrubOptions,
): Promise<void> {
  let lostLookAt = ports.clock.monotonic()
  while (!stop.aborted) {
    try {
      const bytesASecond = await paceOf(ports.store)
      const pace = async (bytes: number) => {
        await ports.clock.sleep(Math.ceil((bytes * 1000) / bytesASecond), stop)
        await waitForQuiet(ports.clock, stop, options.quietMs)
      }
      if (ports.clock.monotonic() >= lostLookAt) {
        await scrubLost(ports, { signal: stop, pace })
        lostLookAt = ports.clock.monotonic() + LOST_EVERY_MS
      }
      await scrubDue(ports, { signal: stop, pace })
    } catch (cause) {
      ports.log.error('could not read stored originals again', { cause })
    }
    await ports.clock.sleep(LOOK_EVERY_MS, stop)
  }
}

/** Bytes a second at which all that is stored is read in time. */
async function paceOf({ accounts }: Pick<Store, 'accounts'>): Promise<number> {
  const libraries = await accounts.libraries()
  const bytes = libraries.reduce((sum, { usedBytes }) => sum + usedBytes, 0)
  return Math.max(BYTES_A_SECOND_MIN, (bytes * 1000) / READ_WITHIN_MS)
}

async function waitForQuiet(clock: Clock, stop: AbortSignal, quietMs: () => number): Promise<void> {
  const endsAt = clock.monotonic() + LEFT_ALONE_MAX_MS
  while (!stop.aborted && quietMs() < QUIET_MS && clock.monotonic() < endsAt)
    await clock.sleep(QUIET_MS, stop)
}
