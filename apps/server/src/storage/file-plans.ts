import { readFileSync, statSync, writeFileSync } from 'node:fs'
import type { Log } from '../log/log.ts'
import type { PlanBook, PlanList } from './plan-book.ts'
import { DEFAULT_PLANS, planListSchema, UNREAD_PLANS } from './plan-book.ts'

/** A file that is longer holds something else. */
const FILE_MAX_BYTES = 1_000_000

/**
 * Plans in a file that the server's owner edits; it is made with {@link DEFAULT_PLANS} when there is none, and read again when it has
 * changed. When it cannot be read, the log says why in one line, once a change, and the last plans that could be read stay: a slip of
 * the pen takes nobody's room away. Where none could be read since the server began, those of {@link UNREAD_PLANS} count. Does not throw.
 */
export function createFilePlans(path: string, log: Log): PlanBook {
  const known = { stamp: '', list: UNREAD_PLANS }
  const look = () => {
    const stamp = stampOf(path)
    if (stamp === known.stamp) return
    known.stamp = stamp
    const read = readPlans(path)
    if (typeof read !== 'string') known.list = read
    else log.error('plans.json cannot be used; the plans that were known before stay', { because: read })
  }
  makeFile(path, log)
  look()
  return {
    read: async () => {
      look()
      return known.list
    },
  }
}

/** Never writes over what is there. */
function makeFile(path: string, log: Log): void {
  try {
    writeFileSync(path, `${JSON.stringify(DEFAULT_PLANS, null, 2)}\n`, { flag: 'wx', mode: 0o600 })
  } catch (cause) {
    if (codeOf(cause) !== 'EEXIST') log.error('could not write plans.json', { because: codeOf(cause) })
  }
}

/** Changes whenever somebody writes the file. */
function stampOf(path: string): string {
  try {
    const { size, mtimeMs, ino } = statSync(path)
    return `${ino} ${size} ${mtimeMs}`
  } catch (cause) {
    return codeOf(cause)
  }
}

/** The plans, or why there are none to be had. */
function readPlans(path: string): PlanList | string {
  try {
    const text = statSync(path).size > FILE_MAX_BYTES ? null : readFileSync(path, 'utf8')
    if (text === null) return `it is longer than ${FILE_MAX_BYTES} bytes`
    const parsed = planListSchema.safeParse(JSON.parse(text))
    if (parsed.success) return parsed.data
    const [issue] = parsed.error.issues
    return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'has another shape'}`
  } catch (cause) {
    return cause instanceof SyntaxError ? `it is not JSON: ${cause.message}` : codeOf(cause)
  }
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'the system gave no reason'
}
