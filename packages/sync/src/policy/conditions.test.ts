import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ProblemCode } from '@rollcall/protocol'
import { PROBLEM_STATUS } from '@rollcall/protocol'
import { reasonOfProblem, reasonOfRefusal, serverAwayCodeOf } from './conditions.ts'
import { REASONS } from './reasons.ts'

const CODES = Object.keys(PROBLEM_STATUS) as ProblemCode[]

test('reasonOfProblem() gives one item the refusals that are about one item', () => {
  const aboutAnItem = CODES.filter((code) => reasonOfProblem(code) !== null)
  assert.deepEqual(aboutAnItem.toSorted(), [
    'body_cut_short',
    'digest_mismatch',
    'not_found',
    'parts_missing',
    'quota_full',
    'range_not_satisfiable',
    'readback_mismatch',
    'server_disk_full',
    'size_mismatch',
    'storage_failed',
    'throttled',
    'too_large',
    'too_large_for_quota',
    'upload_expired',
  ])
})

test('reasonOfProblem() gives each item a reason under which it is not counted safe', () => {
  for (const code of CODES) {
    const reason = reasonOfProblem(code)
    if (reason !== null) assert.ok(['waiting', 'blocked'].includes(REASONS[reason].state), code)
  }
})

test('serverAwayCodeOf() tells who must act: a person signs in, or time and the server mend it', () => {
  const expected = {
    signed_out: 'signed_out',
    auth_expired: 'auth_expired',
    not_a_member: 'account_mismatch',
    device_removed: 'device_removed',
    client_too_old: 'client_too_old',
    throttled: 'throttled',
    internal: 'server_unreachable',
    shutting_down: 'server_unreachable',
    storage_failed: 'server_unreachable',
    bad_request: 'server_too_old',
  } as const
  for (const [code, away] of Object.entries(expected))
    assert.equal(serverAwayCodeOf(code as ProblemCode), away)
  for (const code of CODES) assert.ok(['waiting', 'blocked'].includes(REASONS[serverAwayCodeOf(code)].state))
})

test('reasonOfRefusal() tells of a photo that was deleted for good, and of nothing that the refusal says itself', () => {
  assert.equal(reasonOfRefusal('gone', 'deleted'), 'gone')
  for (const state of ['live', 'trashed', 'merged', null] as const)
    assert.equal(reasonOfRefusal('gone', state), null)
  assert.equal(reasonOfRefusal('not_in_trash', 'deleted'), null)
})
