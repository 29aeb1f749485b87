import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PROTOCOL_HEADER } from '@rollcall/protocol'
import { admitSameOrigin, isOverHttps, ownOriginOf } from './same-origin.ts'

const requestWith = (method: string, headers: Readonly<Record<string, string>>) =>
  new Request('http://photos.test:7655/api/v1/me', { method, headers })

test('admitSameOrigin() lets in what a page of the server sends, and nothing that another page could have sent', () => {
  const ours = { [PROTOCOL_HEADER]: '3' }
  const cases: readonly (readonly [string, Readonly<Record<string, string>>, boolean])[] = [
    ['GET', {}, true],
    ['GET', { 'sec-fetch-site': 'same-origin' }, true],
    ['GET', { 'sec-fetch-site': 'none' }, true],
    ['GET', { 'sec-fetch-site': 'same-site' }, false],
    ['HEAD', { 'sec-fetch-site': 'cross-site' }, false],
    ['GET', { origin: 'http://evil.test:7655' }, false],
    ['POST', {}, false],
    ['POST', ours, true],
    ['POST', { 'sec-fetch-site': 'same-origin' }, false],
    ['POST', { ...ours, 'sec-fetch-site': 'same-origin' }, true],
    ['POST', { ...ours, 'sec-fetch-site': 'none' }, false],
    ['PUT', { ...ours, 'sec-fetch-site': 'same-site' }, false],
    ['DELETE', { ...ours, origin: 'http://photos.test:7655' }, true],
    ['DELETE', { ...ours, origin: 'https://photos.test:7655' }, true],
    ['DELETE', { ...ours, origin: 'http://photos.test' }, false],
    ['DELETE', { ...ours, origin: 'null' }, false],
    // A proxy that changes `Host`: the browser's own word counts.
    ['POST', { ...ours, 'sec-fetch-site': 'same-origin', origin: 'https://outside.test' }, true],
  ]
  for (const [method, headers, expected] of cases)
    assert.equal(
      admitSameOrigin(requestWith(method, headers)).ok,
      expected,
      JSON.stringify([method, headers]),
    )
})

test('isOverHttps() and ownOriginOf() go by what the browser says its page came from', () => {
  const secure = requestWith('POST', { origin: 'https://photos.test:7655' })
  assert.deepEqual([isOverHttps(secure), ownOriginOf(secure)?.hostname], [true, 'photos.test'])
  const plain = requestWith('POST', { origin: 'http://photos.test:7655' })
  assert.deepEqual([isOverHttps(plain), ownOriginOf(plain)?.protocol], [false, 'http:'])
  for (const origin of ['https://evil.test:7655', 'null', 'nonsense', ''])
    assert.equal(ownOriginOf(requestWith('POST', { origin })), null)
  assert.equal(isOverHttps(new Request('https://photos.test/')), true)
})
