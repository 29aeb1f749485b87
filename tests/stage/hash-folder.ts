import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** SHA-256 of every file below a folder, by path; Rollcall's own folder left out. Names that are not UTF-8 are not for this. */
export function hashFolder(folder: string): Map<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const own = files.filter((file) => !file.slice(folder.length).startsWith('/.rollcall/'))
  return new Map(own.map((file) => [file.slice(folder.length + 1), sha256File(file)]))
}

function sha256File(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}
