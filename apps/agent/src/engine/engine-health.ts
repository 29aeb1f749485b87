import { readFileSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { holdLock } from '@rollcall/platform-node'
import type { EngineHealth } from '@rollcall/protocol'
import { engineHealthSchema } from '@rollcall/protocol'
import { z } from 'zod'
import { devicePaths } from '../folder/device-paths.ts'

/*
 * How the engine of a folder is, from one process to another. It is a file and no row of the database: a stuck engine may hold that.
 * The process that keeps the engine going also touches the file now and then. A process that is there and touches it no more was put to
 * sleep, together with its engine: it is neither stuck, which it would notice, nor over.
 */

/** A file that was not touched for so long, wall milliseconds, tells of a process that is kept asleep. */
const ASLEEP_AFTER_MS = 60_000

/** Touch it at least this often. */
export const HEALTH_BEAT_MS = 15_000

/** What the file holds: how the engine is, and which process touches the file, if any does. */
const toldSchema = engineHealthSchema.extend({ beatBy: z.number().int().positive().exactOptional() })

/** Nobody works on the folder. */
const NOT_RUNNING: EngineHealth = { state: 'not_running', since: null, step: null, crashes: 0 }

/** What is so when nothing was written: an engine that runs by itself, as that of `sync --once`. */
const RUNNING: EngineHealth = { ...NOT_RUNNING, state: 'running' }

/** How the engine of the folder `root` is, whoever asks; `now` in wall milliseconds. */
export function engineHealthOf(root: string, now: number): EngineHealth {
  const lock = holdLock(devicePaths(root).lock)
  if (lock !== null) {
    lock.release()
    return NOT_RUNNING
  }
  const { beatBy, ...told } = readTold(root)
  if (beatBy === undefined || !isThere(beatBy)) return told
  const since = touchedAt(root)
  return since !== null && now - since > ASLEEP_AFTER_MS ? { ...told, state: 'suspended', since } : told
}

/** What the process told last that keeps the engine going; `running` when it told nothing, or nothing that can be read. */
export function readEngineHealth(root: string): EngineHealth {
  const { beatBy: _, ...health } = readTold(root)
  return health
}

function readTold(root: string): z.infer<typeof toldSchema> {
  try {
    const told = toldSchema.safeParse(JSON.parse(readFileSync(devicePaths(root).health, 'utf8')))
    return told.success ? told.data : RUNNING
  } catch {
    return RUNNING
  }
}

/** Whether a process of this number is there, awake or not. */
function isThere(process_: number): boolean {
  try {
    process.kill(process_, 0)
    return true
  } catch (error) {
    // One of another user's is there too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** When the file was touched last, wall milliseconds; null when it is not there. */
function touchedAt(root: string): number | null {
  const stat = statSync(devicePaths(root).health, { throwIfNoEntry: false })
  return stat === undefined ? null : Math.max(0, Math.round(stat.mtimeMs))
}

/**
 * Tells how the engine is; whole, or not at all. A disk that takes nothing keeps nobody from syncing: then the last word stays. A second
 * run writes the same. `beatBy`: the process that touches it from now on by `touchEngineHealth`; null when none does.
 */
export function writeEngineHealth(root: string, health: EngineHealth, beatBy: number | null = null): void {
  const { health: path } = devicePaths(root)
  try {
    const told = beatBy === null ? health : { ...health, beatBy }
    writeFileSync(`${path}.new`, JSON.stringify(told), { mode: 0o600 })
    renameSync(`${path}.new`, path)
  } catch (error) {
    // Full, read-only, or not there any more.
    if (!(error instanceof Error && 'code' in error)) throw error
  }
}

/** Shows that the process which told of the engine is awake; `now` in wall milliseconds. Needs no room on the disk. */
export function touchEngineHealth(root: string, now: number): void {
  try {
    utimesSync(devicePaths(root).health, now / 1000, now / 1000)
  } catch (error) {
    // Not there, or on a disk that takes nothing.
    if (!(error instanceof Error && 'code' in error)) throw error
  }
}
