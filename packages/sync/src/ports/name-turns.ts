import { DiskFailure } from './disk.ts'
import { isPrivateName } from './private-files.ts'

/** Does a piece of work on one private file when the earlier ones on it are done. Rejects `name_refused`, or as the work does. */
export type NameTurns = <Value>(name: string, work: () => Promise<Value>) => Promise<Value>

/** Lets calls for one name take effect one after the other, in the order they were made; what every `PlainFiles` does. */
export function createNameTurns(): NameTurns {
  const lastByName = new Map<string, Promise<unknown>>()
  return async <Value>(name: string, work: () => Promise<Value>): Promise<Value> => {
    if (!isPrivateName(name))
      throw new DiskFailure('name_refused', 'Cannot use file: its name is not allowed')
    const turn = (lastByName.get(name) ?? Promise.resolve()).then(work)
    const settled = turn.catch(() => undefined) // told to whoever called
    lastByName.set(name, settled)
    try {
      return await turn
    } finally {
      if (lastByName.get(name) === settled) lastByName.delete(name)
    }
  }
}
