import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { holdLock } from '@rollcall/platform-node'
import type { EngineHealth } from '@rollcall/protocol'
import { engineHealthSchema } from '@rollcall/protocol'
import { devicePaths } from '../folder/device-paths.ts'

/*
 * How the engine of a folder is, from one process to another. It is a file and no row of the database: a stuck engine may hold that.
 */

/** Nobody works on the folder. */
const NOT_RUNNING: EngineHealth = { state: 'not_running', since: null, step: null, crashes: 0 }

/** What is so when nothing was written: an engine that runs by itself, as that of `sync --once`. */
const RUNNING: EngineHealth = { ...NOT_RUNNING, state: 'running' }

/** How the engine of the folder `root` is now, whoever asks. */
export function engineHealthOf(root: string): EngineHealth {
  const lock = holdLock(devicePaths(root).lock)
  if (lock === null) return readEngineHealth(root)
  lock.release()
  return NOT_RUNNING
}

/** What the process told last that keeps the engine going; `running` when it told nothing, or nothing that can be read. */
export function readEngineHealth(root: string): EngineHealth {
  try {
    const told = engineHealthSchema.safeParse(JSON.parse(readFileSync(devicePaths(root).health, 'utf8')))
    return told.success ? told.data : RUNNING
  } catch {
    return RUNNING
  }
}

/**
 * Tells how the engine is; whole, or not at all. A disk that takes nothing keeps nobody from syncing: then the last word stays. A second
 * run writes the same.
 */
export function writeEngineHealth(root: string, health: EngineHealth): void {
  const { health: path } = devicePaths(root)
  try {
    writeFileSync(`${path}.new`, JSON.stringify(health), { mode: 0o600 })
    renameSync(`${path}.new`, path)
  } catch (error) {
    // Full, read-only, or not there any more.
    if (!(error instanceof Error && 'code' in error)) throw error
  }
}
