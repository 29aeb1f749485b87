import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ServerAway } from './server-away.ts'

function failure(code: string): Error {
  const cause = Object.assign(new Error('connect'), { code })
  return new TypeError('fetch failed', { cause })
}

test('ServerAway.from() tells no network here from no server there', () => {
  const server = 'https://photos.example'
  for (const [code, away] of [
    ['ENETUNREACH', 'offline'],
    ['ENETDOWN', 'offline'],
    ['EAI_AGAIN', 'offline'],
    ['ERR_INTERNET_DISCONNECTED', 'offline'],
    ['ECONNREFUSED', 'server_unreachable'],
    ['ENOTFOUND', 'server_unreachable'],
    ['CERT_HAS_EXPIRED', 'tls_failed'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls_failed'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls_failed'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls_failed'],
    ['EPROTO', 'tls_failed'],
  ] as const) {
    const read = ServerAway.from(failure(code), server)
    assert.equal(read.code, away)
    assert.deepEqual(read.facts, { server, failure: code })
  }
})

test('ServerAway.from() takes the words of a browser, whose codes are numbers', () => {
  assert.deepEqual(ServerAway.from(new TypeError('Failed to fetch'), null).facts, {
    failure: 'Failed to fetch',
  })
  const aborted = new DOMException('The request was aborted', 'AbortError')
  assert.deepEqual(ServerAway.from(aborted, null).facts, { failure: 'The request was aborted' })
})

test('ServerAway.from() keeps what is one already, and says what it can of the rest', () => {
  const away = new ServerAway('throttled', { failure: 'too fast' })
  assert.equal(ServerAway.from(away, 'x'), away)
  assert.deepEqual(ServerAway.from(new Error('terminated'), null).facts, { failure: 'terminated' })
  assert.deepEqual(ServerAway.from('odd', null).facts, { failure: 'odd' })
})
