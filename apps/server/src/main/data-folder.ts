import { existsSync, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { UsageProblem } from './usage-problem.ts'

/** The part of the environment that says where a server keeps its data. */
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Where a server keeps everything: what the command line says, else `$ROLLCALL_DATA`, else the place that the platform has
 * for programs' data (on Linux after the XDG Base Directory Specification). Never within the program's own folder.
 */
export function dataFolderOf(
  chosen: string | undefined,
  env: Environment = process.env,
  platform = process.platform,
): string {
  const named = chosen ?? env['ROLLCALL_DATA']
  if (named !== undefined && named !== '') return resolve(named)
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Rollcall')
  if (platform === 'win32')
    return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'Rollcall')
  const home = env['XDG_DATA_HOME']
  // The specification says that a path that is not absolute is to be ignored.
  return join(home?.startsWith('/') === true ? home : join(homedir(), '.local', 'share'), 'rollcall')
}

/**
 * As {@link dataFolderOf}, for commands that ask about what is there: in an empty folder they would answer that all is well.
 * Throws a {@link UsageProblem} where no server has kept anything.
 */
export function usedDataFolderOf(chosen: string | undefined): string {
  const folder = dataFolderOf(chosen)
  if (existsSync(databasePath(folder))) return folder
  throw new UsageProblem(`There is no server's data in ${folder}. Say where they are with --data.`)
}

/** Makes the folder, readable by nobody else, unless it is there. Throws when the system refuses. */
export function makeDataFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
}

/** The database of a server that keeps its data in `folder`. */
export function databasePath(folder: string): string {
  return join(folder, 'rollcall.db')
}

/** The file in which the owner of a server says how mail is sent; see `createAlarmPosts`. */
export function alarmsPath(folder: string): string {
  return join(folder, 'alarms.json')
}

/** The file in which the owner of a server says which storage plans there are. */
export function plansPath(folder: string): string {
  return join(folder, 'plans.json')
}
