import type { ByteReader } from './byte-reader.ts'
import { SegmentFailure } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import type { Column, Schema } from './column.ts'
import { counts, repeat, shapeOf } from './column.ts'

/*
 * Columns of few different values: each value once, in the order in which they first appear, then a place in that list for each row.
 * So each is read and checked only once.
 */

/** Texts such as the name of a camera. */
export function words<Value extends string | null>(schema: Schema<Value>): Column<Value> {
  return dictionaryOf({
    write: (out, value: Value) => {
      out.count(value === null ? 0 : value.length + 1)
      if (value !== null) out.text(value)
    },
    read: (input) => {
      const length = input.count()
      return shapeOf(schema, length === 0 ? null : input.text(length - 1))
    },
  })
}

/** Numbers such as an exposure time. */
export function measures<Value extends number | null>(schema: Schema<Value>): Column<Value> {
  return dictionaryOf({
    write: (out, value: Value) => {
      out.byte(value === null ? 0 : 1)
      if (value !== null) out.float(value)
    },
    read: (input) => shapeOf(schema, input.byte() === 0 ? null : input.float()),
  })
}

/** Anything that JSON can tell, such as a list of words; undefined where there is nothing. Rows with equal values share one. */
export function documents<Value>(schema: Schema<Value>): Column<Value | undefined> {
  const texts = dictionaryOf<string | undefined>({
    write: (out, text) => {
      out.count(text === undefined ? 0 : text.length + 1)
      if (text !== undefined) out.text(text)
    },
    read: (input) => {
      const length = input.count()
      return length === 0 ? undefined : input.text(length - 1)
    },
  })
  return {
    write: (out, values) =>
      texts.write(
        out,
        values.map((value) => (value === undefined ? undefined : JSON.stringify(value))),
      ),
    read: (input, count) => {
      const valueByText = new Map<string | undefined, Value | undefined>([[undefined, undefined]])
      return texts.read(input, count).map((text) => {
        if (text !== undefined && !valueByText.has(text))
          valueByText.set(text, shapeOf(schema, parseDocument(text)))
        return valueByText.get(text)
      })
    },
  }
}

/** Reads a value out of its JSON. Throws a {@link SegmentFailure} when it is none. */
export function parseDocument(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new SegmentFailure('a value is no JSON')
  }
}

function dictionaryOf<Value>(entry: {
  readonly write: (out: ByteWriter, value: Value) => void
  readonly read: (input: ByteReader) => Value
}): Column<Value> {
  return {
    write: (out, values) => {
      const placeByValue = new Map<Value, number>()
      const places = values.map((value) => {
        const known = placeByValue.get(value)
        if (known !== undefined) return known
        placeByValue.set(value, placeByValue.size)
        return placeByValue.size - 1
      })
      out.count(placeByValue.size)
      for (const value of placeByValue.keys()) entry.write(out, value)
      counts.write(out, places)
    },
    read: (input, count) => {
      const entries = repeat(input, input.count(), () => entry.read(input))
      return repeat(input, count, () => {
        const place = input.count()
        if (place >= entries.length) throw new SegmentFailure('it names a value that it does not hold')
        return entries[place] as Value
      })
    },
  }
}
