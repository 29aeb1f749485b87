import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DERIVATIVE_KINDS, derivedFileName } from './derived-file-name.ts'

/** Removes what a job wrote before it failed. A second run does nothing; rejects when the disk does not let go of a file. */
export async function removeDerivedFiles(outFolder: string): Promise<void> {
  for (const kind of DERIVATIVE_KINDS) await rm(join(outFolder, derivedFileName(kind)), { force: true })
}
