import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Asset, Hold, Mutation, MutationOutcome } from '@rollcall/protocol'
import { mutationSchema } from '@rollcall/protocol'
import fc from 'fast-check'
import { albumsIn, entriesOf, versionsOf } from '../library/record-scope.ts'
import type { MemoryDraft } from '../test-kit/memory-draft.ts'
import { createMemoryDraft } from '../test-kit/memory-draft.ts'
import type { Doer, ModelTurn, Thing } from '../test-kit/reference-library.ts'
import { thingOf } from '../test-kit/reference-library.ts'
import { doInModel } from '../test-kit/reference-model.ts'
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
 */

const NOW = 1_000_000
const ASSETS = [1, 2, 3, 4, 5] as const
/** Assets that are there from the beginning; the others are created on the way. */
const FIRST = [1, 2, 3] as const
const ALBUMS = ['a', 'b', 'c', 'd'].map((digit) => digit.repeat(32))
const HOLD = 'e'.repeat(32)

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
    albumId,
    assetId,
    after: fc.oneof(fc.constantFrom('start', 'end'), assetId),
  }),
  removeEntry: fc.record({ albumId, assetId }),
  answerHold: fc.record({
    holdId: fc.constantFrom(HOLD, 'f'.repeat(32)),
    answer: fc.constantFrom('release', 'undo'),
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

const BEGINNING: readonly Step[] = (['album', 'folder', 'smart'] as const).map((type, index) => ({
  op: 'createAlbum',
  args: { albumId: ALBUMS[index], type, name: type, parentId: null, search: null },
  client: 1,
  unseen: 0,
  ageMs: 0,
}))

/** Both libraries as they are before the first step: three photos, and a hold of two of them. */
function begin(): { readonly draft: MemoryDraft; readonly model: Omit<ModelTurn, 'me'> } {
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
    [hold],
  )
  const things = new Map<string, Thing>()
  for (const mark of FIRST) {
    const files = [{ sha: sampleHash(mark) as string, role: 'still' }]
    things.set(sampleAssetId(mark), thingOf(sampleAssetId(mark), 'asset', { hidden: false }, files))
  }
  const held = thingOf(HOLD, 'hold', { answer: null })
  held.ins.clear()
  for (const id of hold.assetIds) held.ins.add(id)
  things.set(HOLD, Object.assign(held, { wholeSince: 0 }))
  return { draft, model: { things, lists: {}, idOf: (sha, copyNo) => draft.assetIdOf(sha as never, copyNo) } }
}

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
    const me: Doer = { step, client: clientId, saw, at: now - ageMs }
    const answer = doInModel({ ...model, me }, mutation)
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

/** What people see of a library: no numbers of changes, no places, no marks. */
function seenOf(draft: MemoryDraft): unknown {
  const unsaid = {
    favourite: false,
    hidden: false,
    rating: 0,
    caption: '',
    title: '',
    dated: null,
    located: null,
  }
  const assets = [...draft.assets.values()].map((asset: Asset) => ({
    id: asset.id,
    state: asset.mergedInto ?? asset.state,
    fields: FIELDS.map((field) => asset[field] ?? unsaid[field]),
    keywords: asset.keywords ?? [],
    files: asset.resources.map(({ sha256, role }) => `${sha256} ${role}`),
    look: JSON.stringify([asset.version?.recipe ?? null, asset.version?.sha256 ?? null]),
    looks: draft
      .recordsIn(versionsOf(asset.id))
      .map((row) => (row.kind === 'version' ? JSON.stringify([row.recipe, row.sha256]) : row.kind)),
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
  return { assets, albums, top, hold: draft.record('hold', HOLD)?.state }
}

function seenOfModel({ things, lists }: Omit<ModelTurn, 'me'>): unknown {
  const all = [...things.values()]
  const assets = all.filter(({ type }) => type === 'asset')
  const albums = ALBUMS.flatMap((id) => things.get(id) ?? [])
  const answer = things.get(HOLD)?.fields['answer']
  const stateOf = (thing: Thing) => thing.end ?? (thing.ins.has('live') ? 'live' : 'trashed')
  return {
    assets: assets.map((asset) => ({
      id: asset.id,
      state: asset.whole === asset.id ? stateOf(asset) : asset.whole,
      fields: FIELDS.map((field) => asset.fields[field]),
      keywords: [...asset.ins].filter((element) => element !== 'live').toSorted(),
      files: asset.files.map(({ sha, role }) => `${sha} ${role}`),
      look: asset.fields['version'] ?? '[null,null]',
      looks: asset.looks,
    })),
    albums: albums.map((album) => ({
      id: album.id,
      type: album.type,
      state: stateOf(album),
      parent: album.fields['parent'],
      fields: ALBUM_FIELDS.map((field) => album.fields[field]),
      entries: (lists[album.id] ?? []).filter((id) => album.ins.has(id) && !ALBUMS.includes(id)),
      within: (lists[album.id] ?? []).filter((id) => ALBUMS.includes(id)),
    })),
    top: lists['null'] ?? [],
    hold: answer === 'release' ? 'released' : answer === 'undo' ? 'undone' : 'waiting',
  }
}

const ALL = Object.keys(ARGS) as Mutation['op'][]

/** Groups whose operations meet often enough that every rule between them is tried. */
const GROUPS: Readonly<Record<string, readonly Mutation['op'][]>> = {
  'every operation': ALL,
  fields: ['setFavourite', 'setHidden', 'setRating', 'setCaption', 'setTitle', 'setDated', 'setLocated'],
  'keywords and versions': ['setKeyword', 'setVersion'],
  'fields of albums': ['setAlbumName', 'setAlbumCover', 'setAlbumSort', 'setAlbumSearch'],
  'the trash': ['trash', 'restore', 'deleteForGood', 'setCaption', 'setKeyword', 'answerHold', 'create'],
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
  entries: ['placeEntry', 'removeEntry', 'create', 'trash', 'deleteForGood'],
}

for (const [name, ops] of Object.entries(GROUPS)) {
  test(`applyMutation() agrees with the reference model over histories of ${name}`, () => {
    fc.assert(
      fc.property(historyOf(ops), (steps) => {
        compare([...BEGINNING, ...steps])
      }),
      { numRuns: 500 },
    )
  })
}

/** Ways in which each operation can end, but for those that rest on bytes and limits, which the model does not know. */
const ENDS: { readonly [Op in Mutation['op']]: string } = {
  answerHold: 'applied no_such_hold superseded unchanged',
  create: 'applied deleted_by_you unchanged',
  createAlbum: 'album_in_itself applied unchanged wrong_album_type',
  deleteForGood: 'applied changed_since gone not_in_trash unchanged',
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
  for (const ops of Object.values(GROUPS)) {
    for (const steps of fc.sample(historyOf(ops), { numRuns: 500, seed: 7 })) {
      for (const [op, end] of compare([...BEGINNING, ...steps])) met.get(op)?.add(end)
    }
  }
  const ends = [...met].map(([op, words]) => [op, [...words].toSorted().join(' ')])
  assert.deepEqual(Object.fromEntries(ends), ENDS)
})
