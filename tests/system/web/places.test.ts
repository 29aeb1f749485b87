import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { createSystemClock } from '@rollcall/platform-node'
import type { AssetId, BatchId, Intent } from '@rollcall/protocol'
import { batchIdSchema } from '@rollcall/protocol'
import { createPlaceFinder } from '@rollcall/server'
import type { LibraryEngine, TimelineQuery } from '@rollcall/web'
import { bytesOf, clientId, createLine, shaOf, startServer } from '../server/server-harness.ts'
import { createIntent, runEngine } from './web-harness.ts'

const folder = await mkdtemp(join(tmpdir(), 'rollcall-places-'))
after(() => rm(folder, { recursive: true, force: true }))
const LISBON = { latitude: 38.7223, longitude: -9.1393 }
const OSLO = { latitude: 59.9139, longitude: 10.7522 }
let batches = 0
const freshBatch = (): BatchId => batchIdSchema.parse((++batches).toString(16).padStart(32, '0'))

async function shownIn(engine: LibraryEngine, query: TimelineQuery): Promise<readonly (AssetId | null)[]> {
  const { handles } = await engine.timeline(query)
  return (await engine.cells(handles)).map((cell) => cell?.assetId ?? null)
}

function at(assetId: AssetId, value: typeof LISBON): Intent {
  return { op: 'setLocated', args: { assetId, value } }
}

/** Rejects unless the names of places of the whole library become known. */
async function untilNamed(engine: LibraryEngine, count: number): Promise<void> {
  for (;;) {
    const { handles } = await engine.timeline({ kind: 'library' })
    const named = (await engine.cells(handles)).filter((cell) => cell !== null && cell.place !== null)
    if (named.length === count) return
    await new Promise<void>((resolve) => {
      const end = engine.subscribe(() => {
        end()
        resolve()
      })
    })
  }
}

test('LibraryEngine learns the names of places once, and finds, filters and tells by them offline', async () => {
  await using server = await startServer({ places: createPlaceFinder(createSystemClock()) })
  await server.addAccount('ana')
  const member = await server.signIn('ana')
  const line = createLine(member, clientId(1))
  const ids: AssetId[] = []
  for (let mark = 0; mark < 3; mark++) {
    const bytes = bytesOf(mark)
    await member.put(bytes)
    const sha256 = shaOf(bytes)
    const id = line.assetIdOf(sha256)
    ids.unshift(id)
    const intents = [createIntent(id, sha256, bytes.length, 86_400_000 * mark)]
    if (mark > 0) intents.push(at(id, mark === 1 ? LISBON : OSLO))
    assert.equal((await line.push(line.request(intents.map((intent) => line.numbered(intent))))).status, 200)
  }
  const [oslo, lisbon] = ids
  assert.ok(oslo !== undefined && lisbon !== undefined)
  const asked: string[] = []
  const onRequest = ({ url }: Request) => {
    if (url.endsWith('/places')) asked.push(url)
  }
  {
    await using running = await runEngine(server, member, join(folder, 'one'), false, { onRequest })
    await running.until(({ assets }) => assets === 3)
    await untilNamed(running.engine, 2)
    assert.equal(asked.length, 1)
  }

  await using again = await runEngine(server, member, join(folder, 'one'), true, { onRequest })
  const { engine } = again
  const filter = { show: 'library', isUnsynced: false, device: null, place: null } as const
  assert.deepEqual(await shownIn(engine, { kind: 'search', text: 'portugal' }), [lisbon])
  assert.deepEqual(await shownIn(engine, { kind: 'search', text: 'place:Oslo' }), [oslo])
  const inNorway = { ...filter, place: 'Norway' }
  assert.deepEqual(await shownIn(engine, { kind: 'filtered', filter: inNorway }), [oslo])
  const { handles } = await engine.timeline({ kind: 'library' })
  assert.deepEqual(await engine.placesIn([handles, handles.slice(1, 2), handles.slice(2)]), [
    ['Lisbon', 'Oslo'],
    ['Lisbon'],
    [],
  ])
  const { places, devices } = await engine.filterNames()
  assert.ok(places.some(({ name, photos }) => name === 'Portugal' && photos === 1))
  const [device] = devices
  assert.ok(device !== undefined)
  const fromDevice = { ...filter, device: device.name }
  assert.equal((await shownIn(engine, { kind: 'filtered', filter: fromDevice })).length, device.photos)

  // What is changed here offline counts at once, also where it was taken.
  await engine.act([at(oslo, LISBON)], freshBatch())
  assert.deepEqual(await shownIn(engine, { kind: 'filtered', filter: inNorway }), [])
  const unsyncedInLisbon = { ...filter, place: 'Lisbon', isUnsynced: true }
  assert.deepEqual(await shownIn(engine, { kind: 'filtered', filter: unsyncedInLisbon }), [oslo])
  assert.equal(asked.length, 1)
})
