import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { test } from 'node:test'
import type { Asset, Media } from '@rollcall/protocol'
import { accountIdSchema, deviceIdSchema, libraryIdSchema } from '@rollcall/protocol'
import { writeDeviceConfig } from './device-config.ts'
import { duplicatesCommand } from './duplicates-command.ts'
import { CommandStop } from './exit.ts'
import { openDevice } from './open-device.ts'
import { searchCommand } from './search-command.ts'

/* The commands that find photos, on a folder that is linked to a server which is away. */

interface LinkedFolder extends AsyncDisposable {
  readonly folder: string
}

async function linkFolder(assets: readonly Asset[]): Promise<LinkedFolder> {
  const folder = mkdtempSync(`${tmpdir()}/rollcall-find-`)
  mkdirSync(`${folder}/.rollcall`, { recursive: true })
  writeDeviceConfig(folder, {
    server: 'http://127.0.0.1:9',
    token: 'token of twenty letters',
    deviceId: deviceIdSchema.parse('d'.repeat(32)),
    deviceName: 'Study',
    accountId: accountIdSchema.parse('a'.repeat(32)),
    account: 'eva',
    libraryId: libraryIdSchema.parse('b'.repeat(32)),
    libraryName: 'Photos',
    idKey: 'ab'.repeat(32),
  })
  const device = openDevice(folder)
  const { replica } = device.ports.state
  const changes = assets.map((asset) => ({ kind: 'asset', asset }) as const)
  const page = { epoch: 1, from: '1.0', to: '1.9', complete: true, lastMutation: 0, changes }
  await replica.stage(page, { first: true, fresh: true })
  await replica.adopt({ epoch: 1, seq: 9 }, 0)
  device.close()
  return {
    folder,
    [Symbol.asyncDispose]: async () => rmSync(folder, { recursive: true, force: true }),
  }
}

function photo(mark: number, changes: Partial<Asset> = {}, media: Partial<Media> = {}): Asset {
  const sha256 = mark.toString(16).padStart(64, '0')
  const resource = { role: 'still', sha256, bytes: mark * 1_000, name: `IMG_${mark}.jpg`, mime: 'image/jpeg' }
  return {
    id: mark.toString(16).padStart(8, '0').repeat(4),
    ...{ no: mark, seq: mark, kind: 'photo', primarySha256: sha256, favourite: false, caption: '' },
    ...{ takenAt: Date.UTC(2019, 5, mark), takenFrom: 'file_time', edits: {} },
    ...{ state: 'live', trashedAt: null, trashedBy: null },
    resources: [{ ...resource, modifiedAt: 0, state: 'present' }],
    media: { width: mark * 100, height: mark * 100, durationMs: null, subtypes: [], place: null, ...media },
    ...changes,
  } as unknown as Asset
}

/** What a command printed. */
async function printed(command: () => Promise<unknown>): Promise<string> {
  const lines: string[] = []
  const { log } = console
  console.log = (...words: readonly unknown[]) => lines.push(words.join(' '))
  try {
    await command()
  } finally {
    console.log = log
  }
  return lines.join('\n')
}

test('searchCommand() says what it understood and lists the newest first', async () => {
  await using linked = await linkFolder([
    photo(1, { caption: 'at the harbour' }),
    photo(2),
    photo(3, { favourite: true }),
  ])
  const { folder } = linked
  const all = await printed(() => searchCommand(['June', '2019'], { folder }))
  assert.match(all, /^June 2019: 3 found\n/)
  assert.ok(all.indexOf('IMG_3.jpg') < all.indexOf('IMG_1.jpg'))
  assert.match(await printed(() => searchCommand(['harb'], { folder })), /at the harbour/)
  assert.match(await printed(() => searchCommand(['zebra'], { folder })), /^"zebra": nothing found$/)
  const two = JSON.parse(await printed(() => searchCommand(['-harbour'], { folder, json: true, limit: '1' })))
  assert.deepEqual([two.understood, two.total, two.photos.length], ['not "harbour"', 2, 1])
  assert.equal(two.photos[0].name, 'IMG_3.jpg')
  await assert.rejects(searchCommand(['a'], { folder, limit: 'many' }), CommandStop)
})

test('searchCommand() answers "not synced" as the roll call does', async () => {
  await using linked = await linkFolder([photo(1), photo(2, { caption: 'boat' })])
  const { folder } = linked
  // Nothing is in the folder: both wait to be downloaded.
  const answer = JSON.parse(
    await printed(() => searchCommand(['not', 'synced', 'boat'], { folder, json: true })),
  )
  assert.deepEqual([answer.total, answer.photos[0].name], [1, 'IMG_2.jpg'])
})

test('duplicatesCommand() lists groups, and unites one after a second word, as one deed', async () => {
  const look = { lookHash: '5a3c96f01e2d4b87' }
  await using linked = await linkFolder([
    photo(1, {}, look),
    photo(2, {}, look),
    photo(3, {}, { lookHash: 'ffff0000ffff0000' }),
  ])
  const { folder } = linked
  const list = await printed(() => duplicatesCommand({ folder }))
  assert.match(list, /^1\. look the same\n[^]*keep {2,}2019-06-02[^]*IMG_2[^]*IMG_1/)
  await assert.rejects(duplicatesCommand({ folder, unite: '2', yes: true }), CommandStop)
  await printed(() => assert.rejects(duplicatesCommand({ folder, unite: '1' }), /--yes/))
  const united = JSON.parse(
    await printed(() => duplicatesCommand({ folder, unite: 'all', yes: true, json: true })),
  )
  assert.equal(united.groups.length, 1)
  const device = openDevice(folder)
  try {
    const { state } = device.ports
    const [mutation] = state.replica.mutations()
    assert.equal(mutation?.op, 'uniteDuplicates')
    assert.equal(mutation?.batch?.id, united.batchId)
    assert.equal(state.replica.view().asset(photo(1).id)?.state, 'trashed')
  } finally {
    device.close()
  }
  assert.match(await printed(() => duplicatesCommand({ folder })), /^No two photos/)
})
