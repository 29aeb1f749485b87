import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Asset, Intent, Mutation, MutationOutcome } from '@rollcall/protocol'
import fc from 'fast-check'
import { applyMutation } from '../merge/apply-mutation.ts'
import { createMemoryDraft } from '../test-kit/memory-draft.ts'
import {
  sampleAsset,
  sampleAssetId,
  sampleClientId,
  sampleHash,
  sampleResource,
} from '../test-kit/sample-asset.ts'
import { createRecordIndex } from '../library/record-index.ts'
import type { BaseLibrary } from './view-of.ts'
import { overlayOf } from './view-of.ts'

const CONTEXT = { clientId: sampleClientId(1), deviceName: 'Study', now: 1_000_000 }
const MARKS = [1, 2, 3, 4] as const

const someIntent = fc
  .tuple(fc.constantFrom(...MARKS), fc.constantFrom('a', 'b'), fc.nat({ max: 6 }))
  .map(([mark, value, which]): Intent => {
    const assetId = sampleAssetId(mark)
    const { state: _state, ...resource } = sampleResource(mark)
    const kind = 'photo' as const
    const created = { assetId, copyNo: 0, kind, takenAt: 0, takenFrom: 'file_time', resources: [resource] }
    switch (which) {
      case 0:
        return { op: 'create', args: { ...created, source: 'automatic' } }
      case 1:
        return { op: 'create', args: { ...created, source: 'explicit' } }
      case 2:
        return { op: 'trash', args: { assetId } }
      case 3:
        return { op: 'restore', args: { assetId } }
      case 4:
        return { op: 'setFavourite', args: { assetId, value: value === 'a' } }
      default:
        return { op: 'setCaption', args: { assetId, value } }
    }
  })

/** Base rows as other clients left them, and an outbox that was queued in sight of them. */
const situation = fc
  .tuple(
    fc.subarray([...MARKS]),
    fc.array(fc.tuple(someIntent, fc.nat({ max: 5_000 })), { maxLength: 12 }),
    fc.boolean(),
  )
  .map(([marks, queued, isTrashed]) => {
    const base = marks.map((mark) =>
      sampleAsset(mark, {
        caption: 'before',
        state: isTrashed && mark === 1 ? 'trashed' : 'live',
        edits: { caption: { seq: mark, editedAt: 999_999_999, clientId: sampleClientId(9) } },
      }),
    )
    const head = Math.max(0, ...marks)
    const ages = queued.map(([, age]) => age).toSorted((a, b) => b - a)
    const outbox = queued.map(
      ([intent], index) => ({ ...intent, n: index + 1, baseSeq: head, ageMs: ages[index] ?? 0 }) as Mutation,
    )
    return { base, outbox }
  })

/** What people see of an asset: all but the places in the feed, which only the server gives. */
function visible({ no: _no, seq: _seq, edits, ...rest }: Asset): unknown {
  const stamps = Object.entries(edits).map(([group, edit]) => [group, { ...(edit as object), seq: 0 }])
  return { ...rest, edits: Object.fromEntries(stamps) }
}

function libraryOf(assets: readonly Asset[]): BaseLibrary {
  const asset = (id: Asset['id']) => assets.find((each) => each.id === id) ?? null
  return { ...createRecordIndex(), asset }
}

test('[S22] overlayOf() shows what the server will decide when nobody else was first', () => {
  fc.assert(
    fc.property(situation, ({ base, outbox }) => {
      const server = createMemoryDraft(
        base,
        Object.fromEntries(MARKS.map((mark) => [sampleHash(mark), 1_000])),
      )
      const outcomes = outbox.map((mutation): MutationOutcome => applyMutation(server, mutation, CONTEXT))
      const baseById = new Map(base.map((asset) => [asset.id, asset]))
      const overlay = overlayOf(libraryOf(base), outbox, CONTEXT).assets
      for (const mark of MARKS) {
        const id = sampleAssetId(mark)
        const seen = overlay.get(id) ?? baseById.get(id) ?? null
        const decided = server.asset(id)
        assert.equal(seen === null, decided === null)
        if (seen !== null && decided !== null) assert.deepEqual(visible(seen), visible(decided))
      }
      const isEffective = outcomes.some(({ kind }) => kind === 'applied')
      assert.equal(overlay.size > 0, isEffective)
    }),
    { numRuns: 500 },
  )
})

test('overlayOf() leaves the base alone, and what the outbox does not touch out', () => {
  const base = [sampleAsset(1), sampleAsset(2)]
  const frozen = structuredClone(base)
  const outbox: Mutation[] = [
    { op: 'trash', args: { assetId: sampleAssetId(2) }, n: 1, baseSeq: 2, ageMs: 0 },
  ]
  const overlay = overlayOf(libraryOf(base), outbox, CONTEXT).assets
  assert.deepEqual([...overlay.keys()], [sampleAssetId(2)])
  assert.equal(overlay.get(sampleAssetId(2))?.state, 'trashed')
  assert.deepEqual(base, frozen)
})

test('overlayOf() unites duplicates before the server has, whatever files they have', () => {
  const base = [
    sampleAsset(1),
    sampleAsset(2, { favourite: true, resources: [sampleResource(2), sampleResource(3)] }),
  ]
  const args = { assetId: sampleAssetId(1), duplicates: [sampleAssetId(2)] }
  const outbox: Mutation[] = [{ op: 'uniteDuplicates', args, n: 1, baseSeq: 2, ageMs: 0 }]
  const { assets } = overlayOf(libraryOf(base), outbox, CONTEXT)
  assert.equal(assets.get(sampleAssetId(1))?.favourite, true)
  assert.equal(assets.get(sampleAssetId(2))?.state, 'trashed')
})
