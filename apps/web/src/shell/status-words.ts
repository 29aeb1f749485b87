import type { Words } from '../words/en.ts'
import type { SyncStatus } from './sync-status.ts'

/** A status in two or three words. `count`: its number, as the language writes it. */
export function titleOfStatus(words: Words, { kind, device }: SyncStatus, count: string): string {
  if (kind === 'limited' && device !== null) return words.shell.silent(device.name)
  if (kind === 'paused' && device !== null) return words.shell.pausedDevice(device.name)
  return words.shell.status[kind](count)
}
