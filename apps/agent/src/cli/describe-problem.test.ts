import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ServerAway } from '@rollcall/platform-client'
import { accepted, problem, refused } from '@rollcall/protocol'
import { DiskFailure } from '@rollcall/sync'
import { describeFailure, valueOf } from './describe-problem.ts'
import { CommandStop } from './exit.ts'

test('valueOf() gives the value, and ends the command with the words of a refusal', () => {
  assert.equal(valueOf(accepted(7)), 7)
  assert.throws(() => valueOf(refused(problem('wrong_password'))), {
    name: 'CommandStop',
    message: 'The account name or the password is wrong (wrong_password).',
  })
  assert.throws(() => valueOf(refused(problem('throttled', { retryAfterMs: 1_500 }))), /Try again in 2 s\.$/)
})

test('describeFailure() has words for what a person can mend, and none for a bug', () => {
  const away = new ServerAway('server_unreachable', {
    server: 'https://photos.example',
    failure: 'ECONNREFUSED',
  })
  assert.equal(describeFailure(away), 'The server at https://photos.example does not answer: ECONNREFUSED.')
  assert.equal(describeFailure(new ServerAway('offline', {})), 'The server does not answer: offline.')
  assert.equal(describeFailure(new CommandStop('Stop here.')), 'Stop here.')
  assert.equal(
    describeFailure(new DiskFailure('full', 'Cannot write file: the disk is full')),
    'Cannot write file: the disk is full.',
  )
  assert.equal(describeFailure(new TypeError('x is not a function')), null)
  assert.equal(describeFailure('thrown text'), null)
})
