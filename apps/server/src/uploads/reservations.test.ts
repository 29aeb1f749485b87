import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LibraryId, UploadId } from '@rollcall/protocol'
import { createReservations } from './reservations.ts'
import { hash, photo } from './upload-trial.ts'

const LIBRARY = '00000000000000000000000000000001' as LibraryId
const OTHER = '00000000000000000000000000000002' as LibraryId
const UPLOAD = '00000000000000000000000000000003' as UploadId
const [ONE, TWO] = [hash(photo(1, 1)), hash(photo(1, 2))]

test('hold() of one hash by two counts once, until the last lets go', () => {
  const reservations = createReservations()
  const first = reservations.hold(LIBRARY, ONE, 100)
  const second = reservations.hold(LIBRARY, ONE, 100)
  assert.equal(reservations.heldBytes(LIBRARY, TWO), 100)
  assert.equal(reservations.heldBytes(LIBRARY, ONE), 0)
  assert.equal(reservations.heldBytes(OTHER, TWO), 0)
  first()
  assert.equal(reservations.heldBytes(LIBRARY, TWO), 100)
  second()
  assert.equal(reservations.heldBytes(LIBRARY, TWO), 0)
})

test('settledAs() tells what an upload became, in its own library only', () => {
  const reservations = createReservations()
  reservations.settle(LIBRARY, UPLOAD, ONE)
  assert.equal(reservations.settledAs(LIBRARY, UPLOAD), ONE)
  assert.equal(reservations.settledAs(OTHER, UPLOAD), null)
})

test('settledAs() forgets the oldest, so that its memory is bounded', () => {
  const reservations = createReservations()
  for (let upload = 0; upload <= 1_000; upload++) reservations.settle(LIBRARY, `${upload}` as UploadId, ONE)
  assert.equal(reservations.settledAs(LIBRARY, '0' as UploadId), null)
  assert.equal(reservations.settledAs(LIBRARY, '1000' as UploadId), ONE)
})
