import type { Asset, Outcome, PlacesAnswer, Problem } from '@rollcall/protocol'
import { PLACES_ASKED_MAX } from '@rollcall/protocol'
import { ServerAway } from '@rollcall/platform-client'
import { locationOf } from '@rollcall/sync'
import type { LibraryFiles } from '../store/library-files.ts'
import type { LibraryStore } from '../store/library-store.ts'
import type { KeptRegister, PlaceNames, PlaceRegister, Spot } from './place-register.ts'
import { createPlaceRegister, middleOf, numberOfSpot } from './place-register.ts'
import { decodeRegister, encodeRegister } from './register-file.ts'

/*
 * The names of the places of all photos come here by and by: blocks of the library that were not looked through yet are read one after the
 * other, the spots in them that nobody has learned are asked for in batches, and what comes is kept, so that it is there offline. A block
 * never changes once written, so none is read twice. Killed at any point, the blocks that were learned since the last file are read again.
 */

/** The file that keeps what was learned, beside those of the library. */
const FILE = 'places'

/** What was learned is written and shown after so many blocks, and at the end. */
const BLOCKS_BETWEEN = 32

/** What learning needs of the world. */
export interface PlacesWorld {
  readonly store: LibraryStore
  readonly files: Pick<LibraryFiles, 'read' | 'writeWhole' | 'remove'>
  readonly ask: (spots: readonly Spot[]) => Promise<Outcome<PlacesAnswer, Problem>>
  /** Lets others have their turn. */
  readonly breathe: () => Promise<void>
  /** More names are known now. */
  readonly onLearned: () => void
  readonly onBug: (failure: unknown) => void
}

/** The names of places, and what goes on learning them. */
export interface Places {
  readonly register: PlaceRegister
  /** The place where an asset was taken; 0 while that is not known, or nowhere. */
  readonly placeOf: (asset: Asset) => number
  /** Where an asset was taken, by name; null while that is not known, or nowhere. */
  readonly namesOf: (asset: Asset) => PlaceNames
  /** The library has moved, or the server is there again: learns what is new, if anything. */
  readonly notice: () => void
  readonly clear: () => Promise<void>
  /** Stops; resolves when nothing goes on any more. */
  readonly close: () => Promise<void>
}

/** Opens what was learned before. */
export async function openPlaces(world: PlacesWorld): Promise<Places> {
  const { store, files, breathe, onLearned, onBug } = world
  const bytes = await files.read(FILE)
  const register: KeptRegister = createPlaceRegister((bytes && decodeRegister(bytes)) ?? undefined)
  let learning: Promise<void> | null = null
  let doneAt = -1
  let round = 0
  let isClosed = false

  async function learn(): Promise<void> {
    const mine = round
    register.beginFor(store.state().identity?.libraries[0]?.libraryId ?? null)
    const version = store.baseVersion()
    let learned = 0
    for (;;) {
      const at = store.state().blocks.findIndex((entry) => entry !== null && !register.seen.has(entry.file))
      const entry = store.state().blocks[at]
      if (entry === undefined || entry === null || isClosed || mine !== round) break
      const learnedBlock = await learnBlock(world, register, at, entry.file)
      if (learnedBlock === 'refused') doneAt = version // asked again when the library has moved
      if (learnedBlock !== 'learned') break
      if (++learned % BLOCKS_BETWEEN === 0 && mine === round) await keep()
      await breathe()
    }
    if (mine !== round) return
    if (learned % BLOCKS_BETWEEN !== 0) await keep()
    const isWhole = store.state().blocks.every((entry) => entry === null || register.seen.has(entry.file))
    if (isWhole) doneAt = version
  }

  async function keep(): Promise<void> {
    const named = new Set(store.state().blocks.flatMap((entry) => (entry === null ? [] : [entry.file])))
    for (const file of register.seen) if (!named.has(file)) register.seen.delete(file)
    onLearned()
    // Nothing is lost where there is no room for it: it is asked for again.
    await files.writeWhole(FILE, encodeRegister(register.parts())).catch(() => undefined)
  }

  return {
    register,
    placeOf: (asset) => placeIn(register, asset),
    namesOf: (asset) => register.namesOf(placeIn(register, asset)),
    notice: () => {
      if (learning !== null || isClosed || doneAt === store.baseVersion()) return
      learning = learn()
        .catch(onBug)
        .finally(() => {
          learning = null
        })
    },
    clear: async () => {
      round++
      await learning
      register.beginFor(null)
      doneAt = -1
      await files.remove(FILE)
    },
    close: async () => {
      isClosed = true
      await learning
    },
  }
}

/** What came of asking for names: the server has told them, does not tell any, or does not answer now. */
type Learned = 'learned' | 'refused' | 'away'

/** Learns where the photos of a block were taken. */
async function learnBlock(
  { store, ask }: PlacesWorld,
  register: KeptRegister,
  block: number,
  file: number,
): Promise<Learned> {
  const assets = (await store.blocks.read(file)) ?? []
  const spots = new Map<number, Spot>()
  for (const asset of assets) {
    const spot = locationOf(asset)
    if (spot !== null && register.placeAtSpot(spot) === null) spots.set(numberOfSpot(spot), middleOf(spot))
  }
  const learned = await learnSpots(ask, register, [...spots.values()])
  if (learned !== 'learned') return learned
  const { columns } = store.base()
  for (const [row, asset] of assets.entries()) {
    const slot = columns.slotOf(asset.id)
    const isHere = slot !== null && columns.block()[slot] === block && columns.row()[slot] === row
    if (isHere) register.put(asset.no, placeIn(register, asset))
  }
  register.seen.add(file)
  return 'learned'
}

async function learnSpots(
  ask: PlacesWorld['ask'],
  register: KeptRegister,
  spots: readonly Spot[],
): Promise<Learned> {
  for (let from = 0; from < spots.length; from += PLACES_ASKED_MAX) {
    const asked = spots.slice(from, from + PLACES_ASKED_MAX)
    const answer = await ask(asked).catch((failure: unknown) => {
      if (failure instanceof ServerAway) return null
      throw failure
    })
    if (answer === null) return 'away'
    if (!answer.ok) return 'refused'
    for (const [index, spot] of asked.entries()) register.learnSpot(spot, answer.value.places[index] ?? null)
  }
  return 'learned'
}

function placeIn(register: PlaceRegister, asset: Asset): number {
  const spot = locationOf(asset)
  return spot === null ? 0 : (register.placeAtSpot(spot) ?? register.placeOf(asset.no))
}
