import assert from 'node:assert/strict'
import { photoOf, putFiles } from './media-files.ts'
import type { Scene } from './scene.ts'
import { openHousehold, startServer, succeeds, syncOnce } from './scene.ts'

/* Two devices with the same photos, and what their command line answers about them. */

/** The server looks into the few photos of a test much sooner than devices can sync so often. */
const EVEN_ROUNDS_MAX = 50

/** Names as `word1.jpg`, so many. */
export function namesFrom(word: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${word}${index + 1}.jpg`)
}

/** A photo of `list --json`; only what these tests look at. */
export interface Listed {
  readonly id: string
  readonly name: string
  readonly takenAt: string
  readonly stands: string
  readonly unsent: boolean
}

/** Two devices with the same photos. `alone` stops the server while the work is done. */
export interface Home {
  readonly a: string
  readonly b: string
  readonly alone: (work: () => Promise<void>) => Promise<void>
}

/** Opens it with photos of these names. */
export async function openHome(scene: Scene, names: readonly string[]): Promise<Home> {
  const household = await openHousehold(scene, ['a', 'b'])
  const { a, b } = household.folders
  let { server } = household
  await putFiles(a, Object.fromEntries(names.map((name) => [name, photoOf(name, 2_000)])))
  await syncOnce(a)
  await syncOnce(b)
  return {
    a,
    b,
    alone: async (work) => {
      server.process.stop()
      await server.process.ended()
      await work()
      server = await startServer(scene, { port: server.port })
    },
  }
}

/** Runs a command about a device and asserts exit code 0. */
export const on = (folder: string, ...args: readonly string[]) => succeeds([...args, '--folder', folder])

/** What a command answers with `--json`. */
export async function answerOf<Answer>(folder: string, ...args: readonly string[]): Promise<Answer> {
  return JSON.parse((await on(folder, ...args, '--json')).stdout)
}

/** What `rollcall list` lists. */
export async function listOf(folder: string, ...args: readonly string[]): Promise<readonly Listed[]> {
  return (await answerOf<{ photos: readonly Listed[] }>(folder, 'list', ...args)).photos
}

/** Sends what one device has said, and lets the other read it. */
export async function send(from: string, to: string): Promise<void> {
  await syncUntilEven([from, to])
}

/** Sends what both have said, the first one's before the other's, and lets both read it. */
export async function settle(first: string, second: string): Promise<void> {
  await syncOnce(first)
  await syncUntilEven([second, first])
}

/** Syncs devices one after the other until all have read the feed equally far: the server writes too, when it has looked into a file. */
async function syncUntilEven(folders: readonly string[]): Promise<void> {
  for (let rounds = 0; rounds < EVEN_ROUNDS_MAX; rounds++) {
    const read = new Set<number | undefined>()
    for (const folder of folders) read.add((await syncOnce(folder)).cursor?.seq)
    if (read.size === 1) return
  }
  throw new Error('Cannot sync two devices: the feed moves again and again')
}

/** What two devices list, when they list the same. */
export async function sameList(a: string, b: string, ...args: readonly string[]): Promise<readonly Listed[]> {
  const listed = await listOf(a, ...args)
  const withoutPaths = (photos: readonly Listed[]) => photos.map((photo) => ({ ...photo, paths: null }))
  assert.deepEqual(withoutPaths(listed), withoutPaths(await listOf(b, ...args)))
  return listed
}

/** What photos are called. */
export const namesOf = (photos: readonly { readonly name: string }[]) => photos.map(({ name }) => name)

/** What devices see of an album: its photos by name, in its order. */
export async function showAlbum(folder: string, name: string) {
  const album = await answerOf<{
    photos: readonly Listed[]
    sort: string
    cover: string | null
    path: string
  }>(folder, 'album', 'show', name)
  return { path: album.path, sort: album.sort, cover: album.cover, names: namesOf(album.photos) }
}

/** Asserts that two devices show an album alike, and answers it. */
export async function sameAlbum(a: string, b: string, name: string) {
  const album = await showAlbum(a, name)
  assert.deepEqual(await showAlbum(b, name), album)
  return album
}
