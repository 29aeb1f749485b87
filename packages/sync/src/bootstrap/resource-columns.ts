import type { Asset, Resource, Sha256 } from '@rollcall/protocol'
import { BLOB_MAX_BYTES, RESOURCES_MAX, resourceSchema } from '@rollcall/protocol'
import { hexes, isHex } from './byte-columns.ts'
import type { ByteReader } from './byte-reader.ts'
import { SegmentFailure } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import { countsTo, signeds, textsOf, writeColumn } from './column.ts'
import { documents, words } from './dictionary-columns.ts'
import { hasExactly, isNear, TIME_MAX } from './fits.ts'

const { shape } = resourceSchema

/** The files of all rows, one below the other. */
const LENGTHS = countsTo(RESOURCES_MAX)
const ROLES = words(shape.role)
const HASHES = hexes<Sha256>(32)
const SIZES = countsTo(BLOB_MAX_BYTES)
const NAMES = textsOf(shape.name)
const TYPES = words(shape.mime)
const STATES = words(shape.state)
const DERIVATIVES = documents(shape.derivatives.unwrap())

const FIELDS = new Set(['role', 'sha256', 'bytes', 'name', 'mime', 'modifiedAt', 'state'])
const FIELDS_AND_DERIVATIVES = new Set([...FIELDS, 'derivatives'])

/** Whether files say nothing but what the columns hold, of a row at the time `takenAt`. */
export function resourcesFit(resources: readonly Resource[], takenAt: number): boolean {
  return resources.every(
    (resource) =>
      hasExactly(resource, 'derivatives' in resource ? FIELDS_AND_DERIVATIVES : FIELDS) &&
      isHex(resource.sha256, 32) &&
      isNear(takenAt) &&
      isNear(resource.modifiedAt),
  )
}

/** Writes files that fit, of one row after the other. */
export function writeResources(
  out: ByteWriter,
  rows: readonly { readonly takenAt: number; readonly resources: readonly Resource[] }[],
): void {
  const resources = rows.flatMap(({ takenAt, resources }) =>
    resources.map((resource) => ({ resource, modifiedAfter: resource.modifiedAt - wholeSecond(takenAt) })),
  )
  writeColumn(out, LENGTHS, rows, (row) => row.resources.length)
  writeColumn(out, ROLES, resources, ({ resource }) => resource.role)
  writeColumn(out, HASHES, resources, ({ resource }) => resource.sha256)
  writeColumn(out, SIZES, resources, ({ resource }) => resource.bytes)
  writeColumn(out, NAMES, resources, ({ resource }) => resource.name)
  writeColumn(out, TYPES, resources, ({ resource }) => resource.mime)
  writeColumn(out, signeds, resources, ({ modifiedAfter }) => modifiedAfter)
  writeColumn(out, STATES, resources, ({ resource }) => resource.state)
  writeColumn(out, DERIVATIVES, resources, ({ resource }) => resource.derivatives)
}

/** File systems of cameras keep no more: most files were changed in the second in which the photo was taken. */
function wholeSecond(time: number): number {
  return Math.floor(time / 1000) * 1000
}

/** Reads what {@link writeResources} wrote, for rows at the times `takenAt`. A row may have none. */
export function readResources(input: ByteReader, takenAt: readonly number[]): Asset['resources'][] {
  const lengths = LENGTHS.read(input, takenAt.length)
  const total = lengths.reduce((sum, length) => sum + length, 0)
  const roles = ROLES.read(input, total)
  const hashes = HASHES.read(input, total)
  const sizes = SIZES.read(input, total)
  const names = NAMES.read(input, total)
  const types = TYPES.read(input, total)
  const modifiedAfter = signeds.read(input, total)
  const states = STATES.read(input, total)
  const derivatives = DERIVATIVES.read(input, total)
  let at = 0
  return lengths.map((length, row) => {
    const resources: Resource[] = []
    for (const end = at + length; at < end; at++) {
      const modifiedAt = wholeSecond(takenAt[row] ?? 0) + (modifiedAfter[at] ?? 0)
      const resource = {
        role: roles[at],
        sha256: hashes[at],
        bytes: sizes[at],
        name: names[at],
        mime: types[at],
        modifiedAt,
        state: states[at],
      } as Resource
      if (Math.abs(modifiedAt) > TIME_MAX) throw new SegmentFailure('a number is too large')
      const made = derivatives[at]
      if (made !== undefined) resource.derivatives = made
      resources.push(resource)
    }
    return resources
  })
}
