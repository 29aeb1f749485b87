import { posix } from 'node:path'
import type { Finding } from './finding.ts'
import type { SourceFile, SourceTree } from './source-tree.ts'

/** Links inside the repository lead to a file that exists, and their anchors to one of its headings. */
export function checkLinks(tree: SourceTree): readonly Finding[] {
  const textByPath = new Map(tree.files.map(({ path, text }) => [path, text]))
  return tree.files
    .filter(({ path }) => path.endsWith('.md'))
    .flatMap((file) =>
      listLinks(file).flatMap(({ target, line }) => {
        const words = findFault(target, file.path, tree, textByPath)
        return words === null ? [] : [{ path: file.path, line, words }]
      }),
    )
}

function listLinks({ text }: SourceFile): readonly { readonly target: string; readonly line: number }[] {
  return proseLines(text).flatMap(({ content, line }) => {
    const prose = content.replaceAll(/`[^`]*`/g, '')
    const inline = [...prose.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)]
    const named = [...prose.matchAll(/^\s*\[[^\]]+\]:\s+(\S+)/g)]
    return [...inline, ...named].map(([, target = '']) => ({ target, line }))
  })
}

function findFault(
  target: string,
  from: string,
  { paths }: SourceTree,
  textByPath: ReadonlyMap<string, string>,
): string | null {
  if (/^[a-z][a-z+.-]*:/i.test(target)) return null // another place on the net
  const [file = '', anchor = ''] = target.split('#')
  const path = file === '' ? from : posix.normalize(posix.join(posix.dirname(from), decodeURIComponent(file)))
  const folder = path.endsWith('/') ? path : `${path}/`
  const exists = paths.has(path) || folder === './' || [...paths].some((other) => other.startsWith(folder))
  if (!exists) return `leads to ${path}, which does not exist`
  if (anchor === '' || !path.endsWith('.md')) return null
  const anchors = listAnchors(textByPath.get(path) ?? '')
  return anchors.has(decodeURIComponent(anchor))
    ? null
    : `leads to #${anchor}, which is no heading of ${path}`
}

/** Headings as GitHub turns them into anchors; the second of two equal ones ends in `-1`. */
function listAnchors(text: string): ReadonlySet<string> {
  const timesSeen = new Map<string, number>()
  const anchors = new Set<string>()
  for (const { content } of proseLines(text)) {
    for (const [, id = ''] of content.matchAll(/<a (?:id|name)="([^"]+)"/g)) anchors.add(id)
    const heading = /^#{1,6}\s+(.*?)\s*#*$/.exec(content)?.[1]
    if (heading === undefined) continue
    const words = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase()
    const slug = words.replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, '').replaceAll(' ', '-')
    const times = timesSeen.get(slug) ?? 0
    timesSeen.set(slug, times + 1)
    anchors.add(times === 0 ? slug : `${slug}-${times}`)
  }
  return anchors
}

/** The lines outside fenced code, numbered from 1. */
function proseLines(text: string): readonly { readonly content: string; readonly line: number }[] {
  let isCode = false
  return text.split('\n').flatMap((content, index) => {
    const isFence = /^\s*(?:```|~~~)/.test(content)
    if (isFence) isCode = !isCode
    return isCode || isFence ? [] : [{ content, line: index + 1 }]
  })
}
