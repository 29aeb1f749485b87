import type { ByteReader } from './byte-reader.ts'
import { SegmentFailure } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'

/**
 * One field of many rows, stood one below the other. Equal and near values lie next to each other then, and a compressor finds
 * them. What was written is read back exactly, given the same number of values.
 */
export interface Column<Value> {
  readonly write: (out: ByteWriter, values: readonly Value[]) => void
  /** Throws a {@link SegmentFailure} when the bytes hold no `count` values that are as they must be. */
  readonly read: (input: ByteReader, count: number) => Value[]
}

/** A schema of `packages/protocol`: makes a shape of what was read. */
export interface Schema<Value> {
  readonly safeParse: (value: unknown) => { success: true; data: Value } | { success: false }
}

/** A value as its schema has it. Throws a {@link SegmentFailure} when it is not. */
export function shapeOf<Value>(schema: Schema<Value>, value: unknown): Value {
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw new SegmentFailure('a value is not of its shape')
  return parsed.data
}

/** Writes one value of each row as a column. */
export function writeColumn<Row, Value>(
  out: ByteWriter,
  column: Column<Value>,
  rows: readonly Row[],
  valueOf: (row: Row) => Value,
): void {
  column.write(out, rows.map(valueOf))
}

/** Counts from 0 up to `max`. */
export function countsTo(max: number): Column<number> {
  return {
    write: (out, values) => {
      for (const value of values) out.count(value)
    },
    read: (input, count) =>
      repeat(input, count, () => {
        const value = input.count()
        if (value > max) throw new SegmentFailure('a number is too large')
        return value
      }),
  }
}

/** Counts from 0. */
export const counts: Column<number> = countsTo(Number.MAX_SAFE_INTEGER)

/** Whole numbers of either sign that lie near 0. */
export const signeds: Column<number> = {
  write: (out, values) => {
    for (const value of values) out.signed(value)
  },
  read: (input, count) => repeat(input, count, () => input.signed()),
}

/** Whole numbers from `min` up that lie near the one before: the difference is written, which must be exact. */
export function deltasFrom(min: number): Column<number> {
  return {
    write: (out, values) => {
      let last = 0
      for (const value of values) {
        out.signed(value - last)
        last = value
      }
    },
    read: (input, count) => {
      let last = 0
      return repeat(input, count, () => {
        last += input.signed()
        if (!(last >= min && last <= Number.MAX_SAFE_INTEGER))
          throw new SegmentFailure('a number is too large')
        return last
      })
    },
  }
}

/** Numbers from 0 to `max`, which is at most 255. */
export function octetsTo(max: number): Column<number> {
  return {
    write: (out, values) => {
      for (const value of values) out.byte(value)
    },
    read: (input, count) =>
      repeat(input, count, () => {
        const value = input.byte()
        if (value > max) throw new SegmentFailure('a number is too large')
        return value
      }),
  }
}

/** Yes and no, eight to a byte. */
export const flags: Column<boolean> = {
  write: (out, values) => {
    for (let from = 0; from < values.length; from += 8) {
      let byte = 0
      for (let bit = 0; bit < 8; bit++) if (values[from + bit] === true) byte |= 1 << bit
      out.byte(byte)
    }
  },
  read: (input, count) => {
    const bytes = input.bytes(Math.ceil(count / 8))
    return Array.from({ length: count }, (_, index) => ((bytes[index >> 3] ?? 0) & (1 << (index & 7))) !== 0)
  },
}

/** Texts, most of them different from each other. */
export function textsOf<Value extends string | null>(schema: Schema<Value>): Column<Value> {
  return {
    write: (out, values) => {
      for (const value of values) out.count(value === null ? 0 : value.length + 1)
      for (const value of values) if (value !== null) out.text(value)
    },
    read: (input, count) =>
      counts
        .read(input, count)
        .map((length) => shapeOf(schema, length === 0 ? null : input.text(length - 1))),
  }
}

/** Reads `count` values of at least a byte each. */
export function repeat<Value>(input: ByteReader, count: number, read: () => Value): Value[] {
  if (count > input.left()) throw new SegmentFailure('it ends too early')
  const values: Value[] = []
  for (let index = 0; index < count; index++) values.push(read())
  return values
}

/** How many are true. */
export function countTrue(values: readonly boolean[]): number {
  return values.reduce((sum, value) => (value ? sum + 1 : sum), 0)
}
