import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clearedCookies, cookieTokenOf, renewedCookie, sessionCookie } from './session-cookie.ts'

const requestWith = (cookie: string) => new Request('http://photos.test/', { headers: { cookie } })

test('cookieTokenOf() finds the token among others, and that which only this host can have set comes first', () => {
  const cases: readonly (readonly [string, string | null])[] = [
    ['rollcall=rc_1', 'rc_1'],
    ['theme=dark; rollcall=rc_1; x=y', 'rc_1'],
    ['rollcall=rc_1; __Host-rollcall=rc_2', 'rc_2'],
    ['xrollcall=rc_1', null],
    ['rollcalls=rc_1', null],
    ['rollcall', null],
    ['', null],
  ]
  for (const [cookie, expected] of cases) assert.equal(cookieTokenOf(requestWith(cookie)), expected, cookie)
  assert.equal(cookieTokenOf(new Request('http://photos.test/')), null)
})

test('renewedCookie() keeps the name and the token, and clearedCookies() end both names', () => {
  assert.match(renewedCookie(requestWith('__Host-rollcall=rc_2')) ?? '', /^__Host-rollcall=rc_2; .*; Secure$/)
  assert.match(renewedCookie(requestWith('rollcall=rc_1')) ?? '', /^rollcall=rc_1; .*SameSite=Strict$/)
  assert.equal(renewedCookie(requestWith('a=b')), null)
  assert.equal(clearedCookies().filter((line) => line.includes('=; Path=/; Max-Age=0; HttpOnly')).length, 2)
  const secure = new Request('http://photos.test/', { headers: { origin: 'https://photos.test' } })
  assert.match(sessionCookie(secure, 'rc_3'), /^__Host-rollcall=rc_3; Path=\/; .*HttpOnly; .*; Secure$/)
})
