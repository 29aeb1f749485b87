import type { Finding } from './finding.ts'
import type { SourceFile, SourceTree } from './source-tree.ts'

interface Mark {
  readonly pattern: RegExp
  readonly words: string
}

const EVERYWHERE: readonly Mark[] = [
  {
    pattern: /\b(?:T[O]DO|F[I]XME|X{3})\b/,
    words: 'a mark for later: do it, or write it down as a decision',
  },
  {
    pattern: /(?<![\w.~])\/(?:work\/(?:main|shared|\.library)|root|tmp\/(?:plan|bash_jobs))\b/,
    words: 'a path of one machine',
  },
  { pattern: /[A-Z]:\\Users\\/, words: 'a path of one machine' },
]

const IN_TESTS: readonly Mark[] = [
  {
    pattern: /\b(?:test|it|describe|suite)\.only\(|\bonly: true\b/,
    words: 'a test that silences the others',
  },
  {
    pattern: /\b(?:test|it|describe|suite)\.(?:skip|todo)\(|\b(?:skip|todo): true\b|\.skip\(\s*\)/,
    words: "a test left out without a reason: use { skip: 'the reason' }",
  },
]

/** No marks for later, no paths of one machine, no test that is singled out, or left out without saying why. */
export function checkMarks(tree: SourceTree): readonly Finding[] {
  return tree.files
    .filter(({ path }) => path !== 'package-lock.json')
    .flatMap((file) => [
      ...findMarks(file, EVERYWHERE),
      ...(file.path.endsWith('.test.ts') ? findMarks(file, IN_TESTS) : []),
    ])
}

function findMarks({ path, text }: SourceFile, marks: readonly Mark[]): readonly Finding[] {
  return text.split('\n').flatMap((content, index) => {
    const mark = marks.find(({ pattern }) => pattern.test(content))
    return mark === undefined ? [] : [{ path, line: index + 1, words: mark.words }]
  })
}
