import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accountWord, isOnlyHere } from './device-addresses.ts'

test('isOnlyHere() knows the addresses that no phone reaches', () => {
  for (const host of ['localhost', '127.0.0.1', '[::1]']) assert.equal(isOnlyHere(host), true, host)
  for (const host of ['192.168.1.5', 'photos.example', 'localhost.example', '[fd00::1]'])
    assert.equal(isOnlyHere(host), false, host)
})

test('accountWord() puts a name that a shell would read otherwise in quotes', () => {
  assert.equal(accountWord('ana'), 'ana')
  assert.equal(accountWord('Ana Maria'), '"Ana Maria"')
  assert.equal(accountWord('a"$(x)`'), '"a\\"\\$(x)\\`"')
})
