import { readFileSync, statSync } from 'node:fs'
import type { MeasuredConditions } from '@rollcall/protocol'
import { measuredConditionsSchema } from '@rollcall/protocol'

/** The largest file that is read. */
const FILE_MAX_BYTES = 64 * 1024

const fileSchema = measuredConditionsSchema.partial().strict()

/** Conditions that a person wrote down, to be taken instead of measured ones. */
type WrittenConditions = {
  readonly [Name in keyof MeasuredConditions]?: MeasuredConditions[Name] | undefined
}

/** A file of conditions that may change at any time. */
export interface ConditionsFile {
  /** Reads the file if it changed since. Answers what it says now, or what it said last when it cannot be read. */
  readonly latest: () => WrittenConditions
}

/**
 * Follows a JSON file with some of the fields of `MeasuredConditions` in it. `onTrouble` is told once for each state of the file that
 * cannot be understood, in a sentence.
 */
export function followConditionsFile(path: string, onTrouble: (sentence: string) => void): ConditionsFile {
  let seen = ''
  let good: WrittenConditions = {}

  function read(): WrittenConditions {
    const { size } = statSync(path)
    if (size > FILE_MAX_BYTES) throw new Error(`it is larger than ${FILE_MAX_BYTES} bytes`)
    const parsed = fileSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')))
    if (parsed.success) return parsed.data
    const [first] = parsed.error.issues
    throw new Error(`${first?.path.join('.') || 'the whole'}: ${first?.message ?? 'not understood'}`)
  }

  return {
    latest: () => {
      const now = stampOf(path)
      if (now === seen) return good
      seen = now
      try {
        good = read()
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause)
        onTrouble(`The conditions in ${path} cannot be used (${why}). What was there before still counts.`)
      }
      return good
    },
  }
}

/** Changes when the file does. */
function stampOf(path: string): string {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false })
  return stat === undefined ? 'absent' : `${stat.mtimeNs} ${stat.size} ${stat.ino}`
}

/** Puts what was written over what was measured; what is written is known. */
export function overlayConditions(
  measured: MeasuredConditions,
  written: WrittenConditions,
): MeasuredConditions {
  const said = Object.entries(written).filter(([, value]) => value !== undefined)
  const names = new Set(said.filter(([, value]) => value !== null).map(([name]) => name))
  const unknown = Object.fromEntries(Object.entries(measured.unknown).filter(([name]) => !names.has(name)))
  return { ...measured, ...Object.fromEntries(said), unknown: { ...unknown, ...written.unknown } }
}
