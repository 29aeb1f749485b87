import type { ByteReader } from './byte-reader.ts'
import { SegmentFailure } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import type { Column } from './column.ts'
import { counts, deltasFrom, octetsTo, signeds, writeColumn } from './column.ts'

/*
 * Exact doubles that a camera once wrote with few digits. It notes its place as degrees, minutes and hundredths of seconds, and their sum
 * has sixteen digits; its height is a quotient of two short numbers. So a value is written as the whole number of its unit next to it, in
 * the coarsest unit that hits it, and by how many neighbouring doubles it is off that; or as a quotient; or, if it is neither, as it is.
 */

/** Units per degree or metre, coarsest first: whole, tenths, …; hundredths of seconds and finer. */
const UNITS = [1, 10, 100, 1_000, 10_000, 100_000, 1e6, 1e7, 360_000, 3_600_000, 3.6e7, 3.6e8, 1e8, 1e9]

/** Stand for a quotient, and for a value as it is. */
const QUOTIENT = 254
const NO_UNIT = 255

/** The largest number above and below the line of a quotient. */
const ABOVE_MAX = 2 ** 32
const BELOW_MAX = 20_000

/** A sum of three quotients is off by a few neighbours at most. */
const OFF_MAX = 8

/** Differences of two such numbers are exact. */
const WHOLE_MAX = 2 ** 48

const WHOLES = deltasFrom(-Number.MAX_SAFE_INTEGER)
const OCTETS = octetsTo(255)

const view = new DataView(new ArrayBuffer(8))

/** The place of a double among all doubles of its sign. */
function rankOf(value: number): bigint {
  view.setFloat64(0, value)
  return view.getBigInt64(0)
}

/** The double `off` places further from zero. Throws a {@link SegmentFailure} when there is none. */
function neighbourOf(value: number, off: number): number {
  if (off === 0) return value
  view.setBigInt64(0, rankOf(value) + BigInt(off))
  const neighbour = view.getFloat64(0)
  if (!Number.isFinite(neighbour)) throw new SegmentFailure('a number is none')
  return neighbour
}

type Written =
  | { readonly unit: number; readonly whole: number; readonly off: number }
  | { readonly unit: typeof QUOTIENT; readonly above: number; readonly below: number }
  | { readonly unit: typeof NO_UNIT; readonly value: number }

function writtenAs(value: number): Written {
  return inUnits(value) ?? asQuotient(value) ?? { unit: NO_UNIT, value }
}

function inUnits(value: number): Written | null {
  for (const [unit, perOne] of UNITS.entries()) {
    const whole = Math.round(value * perOne)
    const hit = whole / perOne
    // Near zero neighbours are dense, and of another sign they are very far.
    if (Object.is(whole, -0) || Math.abs(whole) > WHOLE_MAX) continue
    if (hit === value) return { unit, whole, off: 0 }
    if (whole === 0 || Math.abs(hit - value) > Math.abs(value) * 1e-14) continue
    const off = Number(rankOf(value) - rankOf(hit))
    if (Math.abs(off) <= OFF_MAX) return { unit, whole, off }
  }
  return null
}

/** By continued fractions, whose convergents are the best quotients of their size. */
function asQuotient(value: number): Written | null {
  let [above, below, aboveBefore, belowBefore] = [1, 0, 0, 1]
  let left = Math.abs(value)
  for (;;) {
    const whole = Math.floor(left)
    ;[above, aboveBefore] = [whole * above + aboveBefore, above]
    ;[below, belowBefore] = [whole * below + belowBefore, below]
    if (!(above <= ABOVE_MAX && below <= BELOW_MAX)) return null
    const signed = value < 0 ? -above : above
    if (Object.is(signed / below, value)) return { unit: QUOTIENT, above: signed, below }
    left = 1 / (left - whole)
  }
}

/** See the file's header. Finite numbers from `min` to `max`. */
export function placesWithin(min: number, max: number): Column<number> {
  return {
    write: writePlaces,
    read: (input, count) => {
      const values = readPlaces(input, count)
      if (!values.every((value) => value >= min && value <= max))
        throw new SegmentFailure('a number is out of its range')
      return values
    },
  }
}

function writePlaces(out: ByteWriter, values: readonly number[]): void {
  const written = values.map(writtenAs)
  const hits = written.filter((each) => 'whole' in each)
  const quotients = written.filter((each) => 'above' in each)
  writeColumn(out, OCTETS, written, ({ unit }) => unit)
  writeColumn(out, WHOLES, hits, ({ whole }) => whole)
  writeColumn(out, signeds, hits, ({ off }) => off)
  writeColumn(out, signeds, quotients, ({ above }) => above)
  writeColumn(out, counts, quotients, ({ below }) => below)
  for (const each of written) if ('value' in each) out.float(each.value)
}

function readPlaces(input: ByteReader, count: number): number[] {
  const units = OCTETS.read(input, count)
  const hits = units.filter((unit) => unit < QUOTIENT).length
  const wholes = WHOLES.read(input, hits)
  const offs = signeds.read(input, hits)
  const quotients = units.filter((unit) => unit === QUOTIENT).length
  const aboves = signeds.read(input, quotients)
  const belows = counts.read(input, quotients)
  let [hit, quotient] = [0, 0]
  return units.map((unit) => {
    if (unit === NO_UNIT) return input.float()
    if (unit === QUOTIENT) return (aboves[quotient] ?? 0) / (belows[quotient++] ?? 1)
    const perOne = UNITS[unit]
    if (perOne === undefined) throw new SegmentFailure('a number has no unit')
    const value = neighbourOf((wholes[hit] ?? 0) / perOne, offs[hit] ?? 0)
    hit++
    return value
  })
}
