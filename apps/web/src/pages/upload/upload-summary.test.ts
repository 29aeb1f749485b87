import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { UploadEntry } from '../../engine/library-client.ts'
import { uploadSummaryOf } from './upload-summary.ts'

const ENTRY: UploadEntry = {
  id: 'a',
  name: 'IMG_0001.JPG',
  bytes: 100,
  sentBytes: 50,
  state: 'uploading',
  reason: null,
  facts: {},
  sentence: null,
  assetId: null,
  thumbnail: null,
  verifiedAt: null,
  isKept: true,
}

const ROLL = { safe: 1, inProgress: 1, waiting: 2, blocked: 1, excluded: 4 }

test('[R1] uploadSummaryOf() counts by the roll, and its share by what is still to be sent', () => {
  const uploads: readonly UploadEntry[] = [
    ENTRY,
    { ...ENTRY, id: 'b', state: 'waiting', sentBytes: 0, bytes: 300 },
    { ...ENTRY, id: 'c', state: 'safe', sentBytes: 700, bytes: 700 },
  ]
  assert.deepEqual(uploadSummaryOf({ roll: ROLL, uploads }), {
    open: 4,
    blocked: 1,
    share: 0.125,
    isAtRisk: false,
  })
})

test('uploadSummaryOf() says that something is at risk while a file has no copy here, unless nobody can send it', () => {
  const atRisk = { ...ENTRY, isKept: false }
  assert.equal(uploadSummaryOf({ roll: ROLL, uploads: [atRisk] }).isAtRisk, true)
  assert.equal(uploadSummaryOf({ roll: ROLL, uploads: [{ ...atRisk, state: 'blocked' }] }).isAtRisk, false)
  assert.equal(uploadSummaryOf({ roll: ROLL, uploads: [{ ...atRisk, state: 'safe' }] }).isAtRisk, false)
})
