import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Asset, AssetId, Sha256 } from '@rollcall/protocol'
import fc from 'fast-check'
import { sampleAsset, sampleAssetId, sampleHash, sampleResource } from '../test-kit/sample-asset.ts'
import { sampleAgreed, sampleFile, sampleOriginal, sampleTrees } from '../test-kit/sample-trees.ts'
import type { Step } from './step.ts'
import { surveyFolder } from './survey-folder.ts'
import type { AgreedFile, FolderTrees, LocalFile } from './trees.ts'

/** Few paths and few originals, so that they meet in every way. */
const PATHS = ['a.jpg', 'b.jpg', 'c/d.jpg', 'c/e.jpg', 'f.jpg']
const MARKS = [1, 2, 3, 4]

const mark = fc.constantFrom(...MARKS)

function localAt(path: string): fc.Arbitrary<LocalFile> {
  return fc.oneof(
    { arbitrary: mark.map((it) => sampleOriginal(path, it)), weight: 6 },
    { arbitrary: mark.map((it) => sampleOriginal(path, it + 100, sampleHash(it))), weight: 1 },
    {
      arbitrary: fc
        .constantFrom(
          { kind: 'changing' } as const,
          { kind: 'unreadable', failure: 'io' } as const,
          { kind: 'unsupported', mime: null } as const,
          { kind: 'ignored', because: 'system file' } as const,
        )
        .map((content) => sampleFile(path, content)),
      weight: 3,
    },
  )
}

const asset = (it: number) =>
  fc
    .record({ isTrashed: fc.boolean(), isLost: fc.boolean(), second: fc.option(mark, { freq: 3 }) })
    .map(({ isTrashed, isLost, second }): Asset => {
      const resources = [sampleResource(it, { state: isLost ? 'lost' : 'present' })]
      if (second !== null && second !== it) resources.push(sampleResource(second, { role: 'motion' }))
      return sampleAsset(
        it,
        isTrashed ? { resources, state: 'trashed', trashedAt: 1, trashedBy: 'x' } : { resources },
      )
    })

/** Three trees in any state, also in such as never come about. */
const someTrees: fc.Arbitrary<FolderTrees> = fc
  .record({
    local: fc.subarray(PATHS).chain((paths) => fc.tuple(...paths.map(localAt))),
    agreed: fc
      .subarray(PATHS)
      .chain((paths) => fc.tuple(...paths.map((path) => mark.map((it) => sampleAgreed(path, it))))),
    assets: fc.subarray(MARKS).chain((marks) => fc.tuple(...marks.map(asset))),
    confirmedMissing: fc.subarray(PATHS),
    approvedDepartures: fc.subarray(PATHS),
    uploaded: fc.subarray(MARKS),
    unconfirmed: fc.subarray(MARKS, { maxLength: 1 }),
    recentDepartures: fc.constantFrom(0, 30),
  })
  .map((trees) =>
    sampleTrees({
      ...trees,
      confirmedMissing: new Set(trees.confirmedMissing),
      approvedDepartures: new Set(trees.approvedDepartures),
      uploaded: new Set(trees.uploaded.map(sampleHash)),
      unconfirmed: new Set(trees.unconfirmed.map(sampleAssetId)),
    }),
  )

function hashOf({ content }: LocalFile): Sha256 | null {
  return content.kind === 'original' ? content.sha256 : null
}

function isUnread({ content }: LocalFile): boolean {
  return content.kind === 'changing' || content.kind === 'unreadable'
}

/** Does steps to trees as the engine does to its state, the folder and, through the outbox, the view. */
function take(trees: FolderTrees, steps: readonly Step[]): FolderTrees {
  const local = new Map(trees.local.map((file) => [file.path, file]))
  const agreed = new Map<string, AgreedFile>(trees.agreed.map((file) => [file.path, file]))
  const assets = new Map<AssetId, Asset>([...trees.assets].map((it) => [it.id, it]))
  for (const step of steps) {
    if (step.kind === 'agree' || step.kind === 'agree_preview') agreed.set(step.file.path, step.file)
    else agreed.delete(step.path)
    if (step.kind === 'set_aside') local.delete(step.path)
    const trashed = step.kind === 'trash' ? assets.get(step.assetId) : undefined
    if (trashed !== undefined)
      assets.set(trashed.id, { ...trashed, state: 'trashed', trashedAt: 2, trashedBy: 'here' })
  }
  const inOrder = [...agreed.values()].toSorted((one, other) => (one.path < other.path ? -1 : 1))
  return { ...trees, local: [...local.values()], agreed: inOrder, assets: [...assets.values()] }
}

test('[R1] surveyFolder() counts every local file and every original of the library, each exactly once', () => {
  fc.assert(
    fc.property(someTrees, (trees) => {
      const { items } = surveyFolder(trees)
      assert.equal(new Set(items.map(({ key }) => key)).size, items.length, 'keys are unique')
      for (const { path } of trees.local)
        assert.equal(items.filter(({ key }) => key === path).length, 1, path)
      const hashes = new Set(
        [...trees.assets].flatMap(({ resources }) => resources.map(({ sha256 }) => sha256)),
      )
      for (const sha256 of hashes) {
        const speaking = items.filter((item) => item.sha256 === sha256)
        // A file that cannot be read now stands for the bytes that it held last.
        const places = trees.agreed.filter((file) => file.sha256 === sha256).map(({ path }) => path)
        const silent = trees.local.filter((file) => isUnread(file) && places.includes(file.path))
        const copies = trees.local.filter((file) => hashOf(file) === sha256).length
        const count = speaking.length + (copies === 0 ? silent.length : 0)
        if (copies > 0) assert.equal(count, copies)
        else if (places.length <= 1) assert.equal(count, 1)
        else assert.ok(count >= 1 && count <= places.length)
      }
    }),
    { numRuns: 2_000 },
  )
})

test('surveyFolder() asks for no step twice: after a few surveys there is nothing left to do', () => {
  fc.assert(
    fc.property(someTrees, (trees) => {
      let now = trees
      for (let round = 0; round < 4; round++) {
        const { steps } = surveyFolder(now)
        if (steps.length === 0) return
        const after = take(now, steps)
        assert.deepEqual(take(after, steps), after, 'doing them twice is doing them once')
        now = after
      }
      assert.deepEqual(surveyFolder(now).steps, [])
    }),
    { numRuns: 2_000 },
  )
})

test('[R17] surveyFolder() trashes only what is confirmed missing, is here nowhere, and is no unusual batch', () => {
  fc.assert(
    fc.property(someTrees, (trees) => {
      const { steps } = surveyFolder(trees)
      const here = new Set(trees.local.map(hashOf))
      const trashed = steps.filter((step) => step.kind === 'trash')
      for (const { path } of trashed) {
        const agreed = trees.agreed.find((file) => file.path === path)
        assert.ok(agreed !== undefined && trees.confirmedMissing.has(path) && !here.has(agreed.sha256))
        assert.ok(trees.local.every((file) => file.path !== path))
      }
      const unapproved = trashed.filter(({ path }) => !trees.approvedDepartures.has(path))
      if (trees.recentDepartures > 20) assert.equal(unapproved.length, 0)
      if (unapproved.length > 1) assert.ok(unapproved.length < trees.agreed.length)
    }),
    { numRuns: 2_000 },
  )
})

test('surveyFolder() sets only files aside whose photo was deleted, and that had been agreed', () => {
  fc.assert(
    fc.property(someTrees, (trees) => {
      for (const step of surveyFolder(trees).steps) {
        if (step.kind !== 'set_aside') continue
        const named = [...trees.assets].filter(({ resources }) =>
          resources.some(({ sha256 }) => sha256 === step.sha256),
        )
        assert.ok(named.length > 0 && named.every(({ state }) => state === 'trashed'))
        assert.ok(trees.agreed.some(({ sha256 }) => sha256 === step.sha256))
        assert.ok(trees.local.some((file) => file.path === step.path && hashOf(file) === step.sha256))
      }
    }),
    { numRuns: 2_000 },
  )
})

test('surveyFolder() answers the same whatever order the files come in', () => {
  const byKey = (trees: FolderTrees) =>
    surveyFolder(trees).items.toSorted((one, other) => (one.key < other.key ? -1 : 1))
  fc.assert(
    fc.property(someTrees, (trees) => {
      const { local, agreed } = trees
      assert.deepEqual(
        byKey({ ...trees, local: local.toReversed(), agreed: agreed.toReversed() }),
        byKey(trees),
      )
    }),
  )
})
