import { lstat } from 'node:fs/promises'
import watcher from '@parcel/watcher'
import { createWaker } from '@rollcall/platform-client'
import type { AbortSignalLike, Clock, FolderPath } from '@rollcall/sync'
import { OWN_FOLDER } from './device-paths.ts'
import type { Heard } from './watch-each-folder.ts'
import { watchEachFolder } from './watch-each-folder.ts'

/*
 * Hears which files of a folder change, and notices when it hears no longer: what systems offer follows a folder that is moved away,
 * tells nothing of another one that is put in its place, and ends with a disk that is unmounted. So the folder at the path is
 * compared, every few seconds, with the one that is listened to. Whenever listening begins, anything may have changed before.
 */

/** Paths told at once; more of them is a reason to look at everything. */
const PATHS_MAX = 1_000

/** Changes within so long are told together. */
const GATHER_MS = 50

/** How often it is looked whether the folder at the path is still the one that is listened to. */
const LOOK_MS = 5_000

/** A system that would not let the folder be watched is asked again so much later. */
const ASK_AGAIN_MS = 60_000

/** What a watch of a folder tells. A hint, not the truth: the engine scans the whole folder now and then all the same. */
export interface FolderNews {
  /** These paths changed, or anything may have for null. */
  readonly onChange: (paths: readonly FolderPath[] | null) => void
  /** The system does not let it be watched, for instance because its limit of watches is used up. Told once each time. */
  readonly onUnheard: (failure: string) => void
}

/**
 * Watches the folder that lies at a path, whichever that is at the time, until `signal` is aborted; resolves when it has ended. Tells
 * null when the folder there is gone or another one, and when it has begun to listen, at first and each time again.
 */
export async function watchFolder(
  root: string,
  clock: Clock,
  signal: AbortSignalLike,
  { onChange, onUnheard }: FolderNews,
): Promise<void> {
  const waker = createWaker(clock)
  const gathered = createGatherer(clock, onChange)
  const at: { listening: Listening | null } = { listening: null }
  let refusedAt: number | null = null

  async function end(): Promise<void> {
    const ending = at.listening
    at.listening = null
    await ending?.stop()
  }

  async function begin(identity: string): Promise<void> {
    const begun: Listening = { identity, isLost: false, stop: async () => undefined }
    const onLost = () => {
      begun.isLost = true
      waker.wake()
    }
    try {
      begun.stop = await listen(root, { onPath: gathered.add, onLost })
      at.listening = begun
      refusedAt = null
      onChange(null)
    } catch (error) {
      // What is not there any more is no refusal: it is looked for again.
      if ((await identityOf(root)) !== identity) return
      if (refusedAt === null) onUnheard(error instanceof Error ? error.message : String(error))
      refusedAt = clock.monotonic()
    }
  }

  while (!signal.aborted) {
    const identity = await identityOf(root)
    if (at.listening !== null && (at.listening.isLost || at.listening.identity !== identity)) {
      await end()
      onChange(null)
    }
    const mayAsk = refusedAt === null || clock.monotonic() - refusedAt >= ASK_AGAIN_MS
    if (at.listening === null && identity !== null && mayAsk && !signal.aborted) await begin(identity)
    await waker.wait(LOOK_MS, signal)
  }
  await end()
}

/** What is listened to, and how to stop. */
interface Listening {
  readonly identity: string
  isLost: boolean
  stop: () => Promise<void>
}

/** Which folder lies at a path, as its system tells them apart; null for none. A disk that does not answer has none. */
async function identityOf(path: string): Promise<string | null> {
  try {
    const { dev, ino } = await lstat(path, { bigint: true })
    return `${dev}:${ino}`
  } catch {
    return null
  }
}

/** Listens with what the system offers. Answers how to stop. Rejects when it offers nothing. */
async function listen(root: string, heard: Heard): Promise<() => Promise<void>> {
  if (process.platform === 'linux') {
    const stop = await watchEachFolder(root, heard)
    return async () => stop()
  }
  const subscription = await watcher.subscribe(
    root,
    (error, events) => {
      // After it said so it may say nothing more.
      if (error !== null) heard.onLost(error)
      else for (const { path } of events) heard.onPath(withSlashes(path.slice(root.length + 1)))
    },
    { ignore: [`${root}/${OWN_FOLDER}`] },
  )
  return () => subscription.unsubscribe()
}

/** Gathers what is told one by one, and tells it together. */
function createGatherer(clock: Clock, tell: FolderNews['onChange']) {
  let paths = new Set<FolderPath>()
  let isOfAll = false

  async function tellSoon(): Promise<void> {
    await clock.sleep(GATHER_MS)
    const told = isOfAll ? null : [...paths]
    paths = new Set()
    isOfAll = false
    tell(told)
  }

  return {
    add: (path: FolderPath) => {
      if (paths.size === 0 && !isOfAll) void tellSoon()
      // A name that is not UTF-8 arrives mangled; only a scan finds such a file.
      if (path.includes('\ufffd') || paths.size >= PATHS_MAX) isOfAll = true
      else paths.add(path)
    },
  }
}

/** Elsewhere than on Windows a backslash is a character like any other. */
function withSlashes(path: string): FolderPath {
  return process.platform === 'win32' ? path.replaceAll('\\', '/') : path
}
