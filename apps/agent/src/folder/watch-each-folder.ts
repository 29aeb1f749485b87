import { watch } from 'node:fs'
import type { FSWatcher } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { basename } from 'node:path'
import type { FolderPath } from '@rollcall/sync'
import { OWN_FOLDER } from './device-paths.ts'

/*
 * Watches a tree on a system that watches single folders only, such as Linux: one *ear* for each folder. An ear follows its folder
 * wherever that is moved and goes on telling the old name, and a folder may be full before its ear is on. So whenever a name in a
 * folder begins or ends to mean something, all ears at and below it are taken off, and put on anew if a folder lies there; and only
 * then is the folder told of, so that whatever came before its ear is looked for.
 */

/** Folders within folders; what is deeper is not scanned either. */
const DEPTH_MAX = 64

/** More names than this to look at, and all ears are put on anew instead. */
const PENDING_MAX = 10_000

/** What the system says of a folder that vanished meanwhile, or that this process may not look into. */
const HAS_NOTHING_TO_TELL: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP'])

/** What a watcher tells. */
export interface Heard {
  /** Something is different at this path, or below it. */
  readonly onPath: (path: FolderPath) => void
  /** It hears no longer all: the root itself was moved, removed or unmounted, or the system allows no more watches. */
  readonly onLost: (failure: Error | null) => void
}

/** Watches each folder of a tree. Answers how to stop. Rejects when the system does not let it watch one of them. */
export async function watchEachFolder(root: string, heard: Heard): Promise<() => void> {
  const ears = new Ears(root, heard)
  try {
    await ears.putOn('')
  } catch (error) {
    ears.stop()
    throw error
  }
  return () => ears.stop()
}

class Ears {
  readonly #root: string
  readonly #heard: Heard
  readonly #byFolder = new Map<FolderPath, FSWatcher>()
  readonly #pending = new Set<FolderPath>()
  #isLooking = false
  #isStopped = false

  constructor(root: string, heard: Heard) {
    this.#root = root
    this.#heard = heard
  }

  /** Puts an ear on a folder and on each one below it. A folder that vanishes, or may not be read, has nothing to tell. */
  async putOn(folder: FolderPath): Promise<void> {
    if (this.#isStopped || folder.split('/').length > DEPTH_MAX) return
    try {
      if (!this.#byFolder.has(folder)) this.#listenAt(folder)
      for (const entry of await readdir(this.#absolute(folder), { withFileTypes: true })) {
        if (entry.isDirectory() && entry.name !== OWN_FOLDER) await this.putOn(below(folder, entry.name))
      }
    } catch (error) {
      if (folder === '' || !HAS_NOTHING_TO_TELL.has(codeOf(error))) throw error
      this.#takeOff(folder)
    }
  }

  stop(): void {
    this.#isStopped = true
    this.#takeOff('')
  }

  #listenAt(folder: FolderPath): void {
    const ear = watch(this.#absolute(folder), (kind, name) => this.#hear(folder, kind, name))
    ear.on('error', (failure) => this.#lose(failure))
    this.#byFolder.set(folder, ear)
  }

  #hear(folder: FolderPath, kind: 'rename' | 'change', name: string | null): void {
    if (name === OWN_FOLDER) return
    if (kind === 'rename' && name === basename(this.#absolute(folder))) {
      // The folder's own end or move; or something in it has its name.
      if (folder === '') return this.#lose(null)
      this.#lookAt(folder)
    }
    const path = name === null ? folder : below(folder, name)
    if (kind === 'rename') this.#lookAt(path)
    this.#heard.onPath(path)
  }

  #lookAt(path: FolderPath): void {
    if (this.#pending.size >= PENDING_MAX) return this.#lose(null)
    this.#pending.add(path)
    if (!this.#isLooking) void this.#lookAtPending().catch((error: unknown) => this.#lose(asFailure(error)))
  }

  /** One at a time, so that no two put ears on the same folder. */
  async #lookAtPending(): Promise<void> {
    this.#isLooking = true
    try {
      for (const path of this.#pending) {
        this.#pending.delete(path)
        await this.#renew(path)
      }
    } finally {
      this.#isLooking = false
    }
  }

  async #renew(path: FolderPath): Promise<void> {
    const isFolder = await isFolderAt(this.#absolute(path))
    if (this.#byFolder.has(path)) this.#takeOff(path)
    if (!isFolder || path.split('/').includes(OWN_FOLDER)) return
    await this.putOn(path)
    if (!this.#isStopped) this.#heard.onPath(path)
  }

  #takeOff(folder: FolderPath): void {
    for (const [path, ear] of this.#byFolder) {
      if (folder !== '' && path !== folder && !path.startsWith(`${folder}/`)) continue
      ear.close()
      this.#byFolder.delete(path)
    }
  }

  #lose(failure: Error | null): void {
    if (this.#isStopped) return
    this.stop()
    this.#heard.onLost(failure)
  }

  #absolute(path: FolderPath): string {
    return path === '' ? this.#root : `${this.#root}/${path}`
  }
}

async function isFolderAt(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isDirectory()
  } catch (error) {
    if (!HAS_NOTHING_TO_TELL.has(codeOf(error))) throw error
    return false
  }
}

function asFailure(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null
}

function below(folder: FolderPath, name: string): FolderPath {
  return folder === '' ? name : `${folder}/${name}`
}
