import { createNodeDisk, createSystemClock, createSystemRandom } from '@rollcall/platform-node'
import { DiskFailure } from '@rollcall/sync'
import { createAlarmPosts } from '../alarms/node-alarm-posts.ts'
import { createArgon2Hasher } from '../accounts/argon2-hasher.ts'
import { createBootstrap } from '../bootstrap/bootstrap.ts'
import { createThreadPartEncoder } from '../bootstrap/thread-part-encoder.ts'
import { createFileBlobs } from '../blobs/file-blobs.ts'
import { createDerivativeFiles } from '../derivatives/derivative-files.ts'
import { createWants } from '../derivatives/wants.ts'
import type { ServerPorts } from '../http/server-ports.ts'
import type { Log } from '../log/log.ts'
import { createInProcessNotifier } from '../notifier/in-process-notifier.ts'
import { createPlaceFinder } from '../places/place-finder.ts'
import { createDuplicateBook } from '../storage/duplicates/duplicate-book.ts'
import { createFilePlans } from '../storage/file-plans.ts'
import { createSqliteStore } from '../store/sqlite-store.ts'
import { alarmsPath, databasePath, makeDataFolder, plansPath } from './data-folder.ts'
import { UsageProblem } from './usage-problem.ts'

/**
 * The ports of a server whose data lie in `folder`, which is made if need be. The caller closes `store`. Throws a
 * {@link UsageProblem} when the folder or the database in it cannot be used.
 */
export function openPorts(folder: string, log: Log): ServerPorts {
  const clock = createSystemClock()
  const random = createSystemRandom()
  try {
    makeDataFolder(folder)
    const store = createSqliteStore(databasePath(folder))
    const below = { disk: createNodeDisk(), random, root: folder.replaceAll('\\', '/') }
    return {
      store,
      blobs: createFileBlobs(below),
      derivativeFiles: createDerivativeFiles(below),
      wants: createWants(),
      bootstrap: createBootstrap({ ...below, store, clock, log, openEncoder: createThreadPartEncoder }),
      plans: createFilePlans(plansPath(folder), log),
      duplicates: createDuplicateBook(),
      alarmPosts: createAlarmPosts(alarmsPath(folder)),
      places: createPlaceFinder(clock),
      notifier: createInProcessNotifier(clock),
      clock,
      random,
      passwordHasher: createArgon2Hasher(),
      log,
    }
  } catch (cause) {
    throw new UsageProblem(`The data folder ${folder} cannot be used: ${reasonOf(cause)}.`, { cause })
  }
}

function reasonOf(cause: unknown): string {
  if (cause instanceof DiskFailure && cause.kind === 'full') return 'its disk is full'
  if (!(cause instanceof Error)) return 'the system gave no reason'
  const code = 'code' in cause ? cause.code : null
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'you may not write there'
  if (code === 'EEXIST' || code === 'ENOTDIR') return 'there is a file in the way'
  return cause.message
}
