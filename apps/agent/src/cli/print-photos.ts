import type { Asset, AssetId } from '@rollcall/protocol'
import type { PhotoStanding } from './photo-standing.ts'
import { standingFinder } from './photo-standing.ts'
import type { OpenDevice } from './open-device.ts'
import { markWords, nameOf, photoAsJson, shortId, takenWords, unsentIds } from './photo-words.ts'
import { printTable } from './print-table.ts'
import { callRollOf } from './status-command.ts'

/** Photos to list, with how each of them stands on this device. */
export interface PhotoList {
  readonly json: () => readonly Record<string, unknown>[]
  readonly print: () => void
}

/** Looks up how photos stand, for a list of them. */
export async function listPhotos(device: OpenDevice, assets: readonly Asset[]): Promise<PhotoList> {
  const standingOf = standingFinder(await callRollOf(device))
  const unsent = unsentIds(device)
  return {
    json: () =>
      assets.map((asset) => {
        const standing = standingOf(asset)
        return {
          ...photoAsJson(asset),
          stands: standing?.state ?? null,
          code: standing?.code ?? null,
          paths: standing?.paths ?? [],
          unsent: unsent.has(asset.id),
        }
      }),
    print: () =>
      printTable(
        ['taken', 'photo', '', 'stands', 'id'],
        assets.map((asset) => [
          takenWords(asset),
          nameOf(asset),
          markWords(asset),
          standingWords(asset.id, standingOf(asset), unsent),
          shortId(asset.id),
        ]),
      ),
  }
}

/** What is safe and not told yet says so: the photo is on the server, what was said of it is not. */
function standingWords(id: AssetId, standing: PhotoStanding | null, unsent: ReadonlySet<AssetId>): string {
  const words = standing === null ? '' : (STATE_WORDS[standing.state] ?? standing.state)
  return unsent.has(id) ? `${words}, changes not sent yet` : words
}

const STATE_WORDS: Readonly<Partial<Record<PhotoStanding['state'], string>>> = {
  inProgress: 'in progress',
  deleted: 'in the trash',
}
