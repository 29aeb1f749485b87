import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** One module that says which others it cannot run without; those that it may load later are `import('…')`. */
const NEEDS = /(?:\bfrom|\bimport)\s*"\.\/([^"]+\.js)"/g

/**
 * The scripts of a built web app that have to be there before photos are, as paths below its folder: what `index.html` names, the page of
 * the library, and all that these import. What they load later, and the library's worker, are not among them.
 */
export function scriptsOfFirstPage(folder: string): readonly string[] {
  const html = readFileSync(join(folder, 'index.html'), 'utf8')
  const entries = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, path]) => path ?? '')
  const page = readdirSync(join(folder, 'assets')).find((name) => /^library-page-[^.]+\.js$/.test(name))
  if (page === undefined) throw new Error(`Cannot weigh the first page: ${folder} has no page of the library`)
  const found = new Set<string>()
  const open = [...entries, `assets/${page}`]
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (found.has(path)) continue
    found.add(path)
    const needs = readFileSync(join(folder, path), 'utf8').matchAll(NEEDS)
    open.push(...[...needs].map(([, name]) => `assets/${name}`))
  }
  return [...found].toSorted()
}

/** The bytes that files of a built web app travel with, compressed as the server sends them; what is too small for that goes as it is. */
export function bytesSent(folder: string, paths: readonly string[], ending: '.gz' | '.br'): number {
  const sizes = paths.map((path) => {
    const compressed = join(folder, `${path}${ending}`)
    return statSync(existsSync(compressed) ? compressed : join(folder, path)).size
  })
  return sizes.reduce((sum, size) => sum + size, 0)
}
