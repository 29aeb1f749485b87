import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Asset, DeviceRecord, Hold, Mutation, MutationOutcome } from '@rollcall/protocol'
import { mutationSchema } from '@rollcall/protocol'
import fc from 'fast-check'
import { albumsIn, entriesOf, versionsOf } from '../library/record-scope.ts'
import type { MemoryDraft } from '../test-kit/memory-draft.ts'
import { createMemoryDraft } from '../test-kit/memory-draft.ts'
import { doToDevice } from '../test-kit/reference-devices.ts'
import { doInModel } from '../test-kit/reference-model.ts'
import { isAboutDevices } from '../test-kit/reference-mutations.ts'
import type { Thing, Turn } from '../test-kit/reference-words.ts'
import {
  sampleAsset,
  sampleAssetId,
  sampleClientId,
  sampleHash,
  sampleResource,
} from '../test-kit/sample-asset.ts'
import { applyMutation } from './apply-mutation.ts'

/*
 * Histories of three clients that see more or less of each other's steps, done to the real mutators and to the reference model. After
 * every step both have answered the same, and at the end both libraries look the same to a person.
 * Stays whole: a table of every operation, and what is compared of it.
 */

const NOW = 1_000_000
const ASSETS = [1, 2, 3, 4, 5] as const
/** Assets that are there from the beginning; the others are created on the way. */
const FIRST = [1, 2, 3] as const
const ALBUMS = ['a', 'b', 'c', 'd', '9'].map((digit) => digit.repeat(32))
const HOLD = 'e'.repeat(32)
/** One that the library knows, one that it does not, and one that was removed. */
const [KNOWN, NEW, REMOVED] = ['1a', '2a', '3a'].map((digits) => digits.repeat(16))
const COMMANDS = ['4', '5'].map((digit) => digit.repeat(32))

interface Step {
  readonly op: Mutation['op']
  readonly args: object
  readonly client: number
  /** How many of the steps so far the client has not seen. */
  readonly unseen: number
  readonly ageMs: number
}

const assetId = fc.constantFrom(...ASSETS.map((mark) => sampleAssetId(mark)))
const albumId = fc.constantFrom(...ALBUMS)
/** Most often the first, so that entries meet. */
const entryAlbumId = fc.oneof({ weight: 4, arbitrary: fc.constant(ALBUMS[0]) }, albumId)
const parentId = fc.constantFrom(null, ...ALBUMS)
const onAsset = { assetId }
const word = fc.constantFrom('', 'See', 'Sea')
const look = fc.constantFrom(
  { recipe: null },
  { recipe: {} },
  { recipe: { rotate: 90 } },
  { recipe: { flip: true } },
)

const created = fc
  .tuple(
    fc.constantFrom(...ASSETS),
    fc.constantFrom(null, ...ASSETS),
    fc.constantFrom('sidecar', 'edit'),
    fc.constantFrom('automatic', 'explicit'),
    fc.constantFrom(0, 0, 0, 1),
  )
  .map(([mark, other, role, source, copyNo]) => {
    const resources: object[] = [{ ...sampleResource(mark), role: 'still' }]
    if (other !== null && other !== mark) resources.push({ ...sampleResource(other), role })
    const kind = 'photo'
    const id = sampleAssetId(mark + copyNo * 0x10000)
    return { assetId: id, copyNo, kind, takenAt: 0, takenFrom: 'file_time', resources, source }
  })

const setting = fc.constantFrom(
  { name: 'mobileData', value: true },
  { name: 'mobileData', value: false },
  { name: 'keepDays', value: 7 },
)
/** Most often the same, so that a command meets its answer. */
const target = fc.constantFrom(KNOWN, KNOWN, KNOWN, 'server', NEW, REMOVED)

/** Arguments of every operation; the type makes sure that none is left out. */
const ARGS: { readonly [Op in Mutation['op']]: fc.Arbitrary<object> } = {
  create: created,
  trash: fc.record(onAsset),
  restore: fc.record(onAsset),
  deleteForGood: fc.record(onAsset),
  setFavourite: fc.record({ ...onAsset, value: fc.boolean() }),
  setHidden: fc.record({ ...onAsset, value: fc.boolean() }),
  setRating: fc.record({ ...onAsset, value: fc.nat({ max: 5 }) }),
  setCaption: fc.record({ ...onAsset, value: word }),
  setTitle: fc.record({ ...onAsset, value: word }),
  setDated: fc.record({ ...onAsset, value: fc.constantFrom(null, { at: 7, offsetMinutes: 60 }) }),
  setLocated: fc.record({ ...onAsset, value: fc.constantFrom(null, { latitude: 1, longitude: 2 }) }),
  setKeyword: fc.record({ ...onAsset, keyword: fc.constantFrom('sea', 'constructor'), isOn: fc.boolean() }),
  setVersion: fc.tuple(assetId, look, fc.constantFrom(null, ...ASSETS)).map(([id, { recipe }, mark]) => ({
    assetId: id,
    recipe,
    sha256: mark === null ? null : sampleHash(mark),
  })),
  setEditKept: fc.record({
    assetId: fc.oneof({ weight: 4, arbitrary: fc.constant(sampleAssetId(1)) }, assetId),
    sha256: fc.constantFrom(...[4, 4, 5, 5, ...ASSETS].map((mark) => sampleHash(mark))),
    isKept: fc.boolean(),
  }),
  uniteDuplicates: fc.record({
    ...onAsset,
    duplicates: fc.uniqueArray(assetId, { minLength: 1, maxLength: 3 }),
  }),
  createAlbum: fc.record({
    albumId,
    type: fc.constantFrom('album', 'folder', 'smart'),
    name: fc.constantFrom('Lake', 'Hill'),
    parentId,
    search: fc.constantFrom(null, 'sea'),
  }),
  setAlbumName: fc.record({ albumId, value: fc.constantFrom('Lake', 'Hill') }),
  setAlbumCover: fc.record({ albumId, value: fc.option(assetId, { freq: 2 }) }),
  setAlbumSort: fc.record({ albumId, value: fc.constantFrom('manual', 'oldest') }),
  setAlbumSearch: fc.record({ albumId, value: word }),
  moveAlbum: fc.record({ albumId, parentId, after: fc.constantFrom('start', 'end', ...ALBUMS) }),
  trashAlbum: fc.record({ albumId }),
  restoreAlbum: fc.record({ albumId }),
  placeEntry: fc.record({
    albumId: entryAlbumId,
    assetId,
    after: fc.oneof(fc.constantFrom('start', 'end'), assetId),
  }),
  removeEntry: fc.record({ albumId: entryAlbumId, assetId }),
  answerHold: fc.record({
    holdId: fc.constantFrom(HOLD, 'f'.repeat(32)),
    answer: fc.constantFrom('release', 'undo'),
  }),
  setDeviceSetting: fc.record({ deviceId: fc.constantFrom(KNOWN, KNOWN, NEW, REMOVED), setting }),
  issueCommand: fc.record({
    target,
    commandId: fc.constantFrom(...COMMANDS),
    command: fc.record({ what: fc.constantFrom('retry', 'sync_now') }),
  }),
  answerCommand: fc.record({
    target,
    what: fc.constantFrom('retry', 'sync_now'),
    commandId: fc.constantFrom(...COMMANDS),
    state: fc.constantFrom('done', 'cancelled'),
    facts: fc.constant({}),
  }),
}

/** A history in which the given operations are done, over albums of each type when `albums` says so. */
function historyOf(ops: readonly Mutation['op'][]): fc.Arbitrary<readonly Step[]> {
  const step = fc.constantFrom(...ops).chain((op) =>
    fc.record({
      op: fc.constant(op),
      args: ARGS[op],
      client: fc.integer({ min: 1, max: 3 }),
      unseen: fc.nat({ max: 6 }),
      ageMs: fc.nat({ max: 6 }),
    }),
  )
  return fc.array(step, { minLength: 1, maxLength: 25 })
}

const BEGINNING: readonly Step[] = (['album', 'folder', 'smart', 'folder'] as const).map((type, index) => ({
  op: 'createAlbum',
  args: { albumId: ALBUMS[index], type, name: type, parentId: null, search: null },
  client: 1,
  unseen: 0,
  ageMs: 0,
}))

/** The first photo has two edited files, of which it looks like the second. */
const EDITED: Step = {
  op: 'create',
  args: {
    ...{ assetId: sampleAssetId(1), copyNo: 0, kind: 'photo', takenAt: 0, takenFrom: 'file_time' },
    resources: [1, 4, 5].map((mark) => ({ ...sampleResource(mark), role: mark === 1 ? 'still' : 'edit' })),
    source: 'explicit',
  },
  client: 1,
  unseen: 0,
  ageMs: 0,
}

/** What a group of histories begins with. */
function beginningOf(name: string): readonly Step[] {
  return name.startsWith('edited') ? [...BEGINNING, EDITED] : BEGINNING
}

/** A device as its record begins. */
function deviceOf(key: string, seq: number, removedAt: number | null): DeviceRecord {
  const named = { kind: 'device' as const, key: key as DeviceRecord['key'], name: 'iPad', addedAt: 0 }
  return { ...named, seq, removedAt, settings: {}, edits: {} }
}

/** Both libraries as they are before the first step: three photos, a hold of two of them, and two devices, of which one is removed. */
function begin(): { readonly draft: MemoryDraft; readonly model: Turn } {
  const hold: Hold = {
    kind: 'hold',
    key: HOLD as Hold['key'],
    seq: 4,
    deviceName: 'device 9',
    clientId: sampleClientId(9),
    heldAt: 0,
    assetIds: [sampleAssetId(1), sampleAssetId(2)],
    state: 'waiting',
    answeredBy: null,
  }
  const blobs = Object.fromEntries(ASSETS.map((mark) => [sampleHash(mark), 1_000]))
  const draft = createMemoryDraft(
    FIRST.map((mark) => sampleAsset(mark)),
    blobs,
    [hold, deviceOf(KNOWN ?? '', 5, null), deviceOf(REMOVED ?? '', 6, 0)],
  )
  const held = new Set<string>(hold.assetIds)
  const photos = FIRST.map((mark): Thing => {
    const [id, sha] = [sampleAssetId(mark), sampleHash(mark)]
    return { ...bare(id, 'asset'), original: sha, [`file ${sha}`]: 'still', hold: held.has(id) && HOLD }
  })
  const devices = [bare(KNOWN ?? '', 'device'), bare(REMOVED ?? '', 'removed')]
  const things = new Map([...photos, bare(HOLD, 'hold'), ...devices].map((thing) => [thing.id, thing]))
  return { draft, model: { things, words: new Map(), order: [], me: { step: 0, client: '', saw: 0, at: 0 } } }
}

const bare = (id: string, type: string): Thing => ({ id, type, whole: null, live: true })

/** Does a history to both; fails at the first step that they answer differently. Answers each operation with how it ended. */
function compare(steps: readonly Step[]): readonly (readonly [string, string])[] {
  const { draft, model } = begin()
  const heads = [draft.headSeq()]
  const sawBy = new Map<number, number>()
  const ends: [string, string][] = []
  for (const [step, { op, args, client, unseen, ageMs }] of steps.entries()) {
    const saw = Math.max(sawBy.get(client) ?? 0, step - unseen)
    sawBy.set(client, saw)
    const now = NOW + step
    const mutation = mutationSchema.parse({ op, args, n: 1, baseSeq: heads[saw] ?? 0, ageMs })
    const clientId = sampleClientId(client)
    const outcome = applyMutation(draft, mutation, { clientId, deviceName: `device ${client}`, now })
    model.me = { step, client: clientId, saw, at: now - ageMs }
    const answer = isAboutDevices(mutation) ? doToDevice(model, mutation) : doInModel(model, mutation)
    assert.equal(wordOf(outcome), answer, `step ${step}: ${op}`)
    ends.push([op, answer])
    heads.push(draft.headSeq())
  }
  assert.deepEqual(seenOf(draft), seenOfModel(model))
  return ends
}

function wordOf(outcome: MutationOutcome): string {
  return outcome.kind === 'refused' ? outcome.code : outcome.kind
}

const FIELDS = ['favourite', 'hidden', 'rating', 'caption', 'title', 'dated', 'located'] as const
const ALBUM_FIELDS = ['name', 'cover', 'sort', 'search'] as const

const UNSAID: Readonly<Record<string, unknown>> = {
  favourite: false,
  hidden: false,
  rating: 0,
  caption: '',
  title: '',
  dated: null,
  located: null,
}

/** What people see of a library: no numbers of changes, no places, no marks. */
function seenOf(draft: MemoryDraft): unknown {
  const assets = [...draft.assets.values()].map((asset: Asset) => ({
    id: asset.id,
    state: asset.mergedInto ?? asset.state,
    fields: FIELDS.map((field) => asset[field] ?? UNSAID[field]),
    keywords: asset.keywords ?? [],
    files: asset.resources.map(({ sha256, role }) => `file ${sha256} ${role}`).toSorted(),
    dropped: (asset.droppedFiles ?? []).map(({ sha256 }) => sha256).toSorted(),
    look: [asset.version?.recipe ?? null, asset.version?.sha256 ?? null],
    looks: draft
      .recordsIn(versionsOf(asset.id))
      .map((row) => (row.kind === 'version' ? [row.recipe, row.sha256] : row.kind)),
  }))
  const albums = ALBUMS.flatMap((id) => draft.record('album', id) ?? []).map((album) => ({
    id: album.key,
    type: album.type,
    state: album.state,
    parent: album.parentId,
    fields: ALBUM_FIELDS.map((field) => album[field]),
    entries: draft
      .recordsIn(entriesOf(album.key))
      .flatMap((row) => (row.kind === 'entry' && row.isIn ? [row.assetId] : [])),
    within: draft.recordsIn(albumsIn(album.key)).map(({ key }) => key),
  }))
  const top = draft.recordsIn(albumsIn(null)).map(({ key }) => key)
  const chosen = DEVICE_KEYS.flatMap((key) => draft.record('device', key) ?? [])
  const devices = chosen.map(({ settings }) => [settings.mobileData, settings.keepDays])
  const commands = COMMAND_KEYS.map((key) => draft.record('command', key)).map((each) =>
    each === null ? null : [each.commandId, each.state],
  )
  return { assets, albums, top, hold: draft.record('hold', HOLD)?.state, devices, commands }
}

const DEVICE_KEYS = [KNOWN, NEW, REMOVED].flatMap((key) => key ?? [])
const COMMAND_KEYS = [...DEVICE_KEYS, 'server'].flatMap((key) => [`${key}:retry`, `${key}:sync_now`])

/** The same of the model; what nobody said is filled in. */
function seenOfModel({ things, order }: Turn): unknown {
  const assets = [...things.values()].filter(({ type }) => type === 'asset' || type === 'deleted')
  const albums = ALBUMS.flatMap((id) => things.get(id) ?? [])
  const stateOf = (thing: Thing) =>
    thing.whole?.id ?? (thing.type === 'deleted' ? 'deleted' : thing.live ? 'live' : 'trashed')
  const saidOf = (thing: Thing, prefix: string) =>
    Object.entries(thing).filter(([field]) => field.startsWith(prefix))
  const listOf = (scope: string) =>
    order.filter((key) => key.startsWith(scope)).map((key) => key.slice(scope.length + 1))
  const answer = things.get(HOLD)?.['answer']
  const devices = DEVICE_KEYS.flatMap((key) => things.get(key) ?? [])
  const commands = COMMAND_KEYS.map((key) => things.get(key))
  return {
    assets: assets.map((asset) => ({
      id: asset.id,
      state: stateOf(asset),
      fields: FIELDS.map((field) => asset[field] ?? UNSAID[field]),
      keywords: saidOf(asset, '#')
        .flatMap(([field, isIn]) => (isIn === true ? [field.slice(1)] : []))
        .toSorted(),
      files: saidOf(asset, 'file ')
        .flatMap(([file, role]) => (role === 'dropped' ? [] : [`${file} ${String(role)}`]))
        .toSorted(),
      dropped: saidOf(asset, 'file ')
        .flatMap(([file, role]) => (role === 'dropped' ? [file.slice('file '.length)] : []))
        .toSorted(),
      look: lookOf(asset['version']),
      looks: saidOf(asset, 'look ').map(([, shown]) => lookOf(shown)),
    })),
    albums: albums.map((album) => ({
      id: album.id,
      type: album.type,
      state: stateOf(album),
      parent: album['parent'],
      fields: ALBUM_FIELDS.map((field) => albumFieldOf(album, field)),
      entries: listOf(`in ${album.id} true`).filter((id) => things.get(id)?.[`in ${album.id}`] === true),
      within: listOf(`parent ${album.id}`),
    })),
    top: listOf('parent null'),
    hold: answer === 'release' ? 'released' : answer === 'undo' ? 'undone' : 'waiting',
    devices: devices.map((device) => [device['mobileData'], device['keepDays']]),
    commands: commands.map((each) => (each === undefined ? null : [each['given'], each['state']])),
  }
}

/** How an asset looks: a recipe, where one that does nothing is none, done to a file. */
function lookOf(shown: unknown): unknown {
  if (typeof shown !== 'object' || shown === null) return [null, null]
  const { recipe, sha256 } = { recipe: {}, sha256: null, ...shown }
  return [Object.keys(recipe ?? {}).length > 0 ? recipe : null, sha256]
}

function albumFieldOf(album: Thing, field: string): unknown {
  if (field === 'search') return album.type === 'smart' ? (album[field] ?? '') : null
  if (field === 'sort') return album[field] ?? (album.type === 'album' ? 'manual' : 'newest')
  return album[field] ?? null
}

const ALL = Object.keys(ARGS) as Mutation['op'][]

/** Groups whose operations meet often enough that every rule between them is tried. */
const GROUPS: Readonly<Record<string, readonly Mutation['op'][]>> = {
  'every operation': ALL,
  fields: ['setFavourite', 'setHidden', 'setRating', 'setCaption', 'setTitle', 'setDated', 'setLocated'],
  'keywords and versions': ['setKeyword', 'setVersion'],
  'fields of albums': ['setAlbumName', 'setAlbumCover', 'setAlbumSort', 'setAlbumSearch'],
  'the trash': ['trash', 'restore', 'deleteForGood', 'setCaption', 'setKeyword', 'answerHold', 'create'],
  'edited files': ['create', 'setVersion', 'setEditKept', 'setEditKept'],
  'edited files in the trash': ['create', 'setEditKept', 'trash', 'deleteForGood', 'restore'],
  'parts and versions': ['create', 'setVersion', 'trash', 'restore', 'setTitle', 'setKeyword'],
  duplicates: [
    'uniteDuplicates',
    'trash',
    'restore',
    'placeEntry',
    'setCaption',
    'setKeyword',
    'deleteForGood',
  ],
  albums: ['createAlbum', 'moveAlbum', 'trashAlbum', 'restoreAlbum', 'setAlbumName', 'setAlbumSearch'],
  folders: ['createAlbum', 'moveAlbum'],
  entries: ['placeEntry', 'removeEntry', 'create', 'trash', 'deleteForGood'],
  'places in an album': ['placeEntry', 'removeEntry'],
  'duplicates in the trash': ['uniteDuplicates', 'trash', 'restore'],
  'duplicates in albums': ['uniteDuplicates', 'restore', 'placeEntry', 'removeEntry'],
  'what is said of duplicates': ['uniteDuplicates', 'restore', 'setCaption', 'setRating'],
  'what is said of parts': ['create', 'setCaption', 'setRating'],
  settings: ['setDeviceSetting'],
  commands: ['setDeviceSetting', 'issueCommand', 'answerCommand', 'answerCommand'],
}

for (const [name, ops] of Object.entries(GROUPS)) {
  test(`applyMutation() agrees with the reference model over histories of ${name}`, () => {
    fc.assert(
      fc.property(historyOf(ops), (steps) => {
        compare([...beginningOf(name), ...steps])
      }),
      { numRuns: 500 },
    )
  })
}

/** Ways in which each operation can end, but for those that rest on bytes and limits, which the model does not know. */
const ENDS: { readonly [Op in Mutation['op']]: string } = {
  answerCommand: 'applied no_such_command superseded unchanged',
  answerHold: 'applied no_such_hold superseded unchanged',
  create: 'applied deleted_by_you unchanged',
  createAlbum: 'album_in_itself applied unchanged wrong_album_type',
  deleteForGood: 'applied changed_since gone not_in_trash unchanged',
  issueCommand: 'applied no_such_device unchanged',
  moveAlbum: 'album_in_itself applied no_such_album superseded wrong_album_type',
  placeEntry: 'applied gone no_such_album superseded wrong_album_type',
  removeEntry: 'applied no_such_album superseded unchanged',
  restore: 'applied gone',
  restoreAlbum: 'applied no_such_album',
  setAlbumCover: 'applied no_such_album superseded',
  setAlbumName: 'applied no_such_album superseded',
  setAlbumSearch: 'applied no_such_album superseded wrong_album_type',
  setAlbumSort: 'applied no_such_album superseded',
  setCaption: 'applied gone superseded',
  setDated: 'applied gone superseded',
  setDeviceSetting: 'applied no_such_device superseded',
  setEditKept: 'applied gone no_such_file superseded unchanged',
  setFavourite: 'applied gone superseded',
  setHidden: 'applied gone superseded',
  setKeyword: 'applied gone superseded',
  setLocated: 'applied gone superseded',
  setRating: 'applied gone superseded',
  setTitle: 'applied gone superseded',
  setVersion: 'applied gone no_such_file superseded',
  trash: 'applied gone superseded unchanged',
  trashAlbum: 'applied no_such_album superseded unchanged',
  uniteDuplicates: 'applied gone unchanged',
}

test('the histories of the reference model meet every operation, and every way that it can end', () => {
  const met = new Map<string, Set<string>>(ALL.map((op) => [op, new Set()]))
  for (const [name, ops] of Object.entries(GROUPS)) {
    for (const steps of fc.sample(historyOf(ops), { numRuns: 500, seed: 7 })) {
      for (const [op, end] of compare([...beginningOf(name), ...steps])) met.get(op)?.add(end)
    }
  }
  const ends = [...met].map(([op, words]) => [op, [...words].toSorted().join(' ')])
  assert.deepEqual(Object.fromEntries(ends), ENDS)
})
