import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import process from 'node:process'

/** What Chromium and its relatives are called. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']

/** With these it shows no window, asks the network for nothing of its own, and starts as it did the first time. */
export const CHROMIUM_ARGS: readonly string[] = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

/** The program of a Chromium on this machine: what `CHROMIUM_PATH` names, or the first of the usual names on the path. Throws when there is none. */
export function findChromium(): string {
  const found = lookForChromium()
  if (found === null) throw new Error('Cannot find Chromium: set CHROMIUM_PATH to its program')
  return found
}

/** For the `skip` of a test: false where there is a Chromium, or else why it is left out. Nothing but Node.js is asked of who runs our tests. */
export function withoutChromium(): string | false {
  return lookForChromium() === null ? 'there is no Chromium here; CHROMIUM_PATH may name one' : false
}

function lookForChromium(): string | null {
  const named = process.env['CHROMIUM_PATH']
  if (named !== undefined && named !== '') return named
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram) ?? null
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
