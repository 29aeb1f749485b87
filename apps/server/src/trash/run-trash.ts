import type { EndTrashOptions } from './end-trash.ts'
import { endTrash } from './end-trash.ts'
import type { TrashPorts } from './trash-ports.ts'

/** How often what is due is looked for. */
const EVERY_MS = 3_600_000

/**
 * Ends the trash round by round (see `endTrash`) until `stop` aborts. A round that did not work is told, and made again an hour later:
 * the disk or the database may answer by then.
 */
export async function runTrash(
  ports: TrashPorts,
  stop: AbortSignal,
  options: Pick<EndTrashOptions, 'keptMs'> & { readonly everyMs?: number } = {},
): Promise<void> {
  const { everyMs = EVERY_MS, ...kept } = options
  while (!stop.aborted) {
    await endTrash(ports, { ...kept, signal: stop }).catch((cause: unknown) =>
      ports.log.error('could not end the time of photos in the trash', { cause }),
    )
    await ports.clock.sleep(everyMs, stop)
  }
}
