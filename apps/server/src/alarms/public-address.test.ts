import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertPublicHost, isPublicAddress, PrivateAddress, publicLookup } from './public-address.ts'

test('isPublicAddress() knows this machine, its link and private networks, however they are written', () => {
  const within = [
    '127.0.0.1',
    '127.9.9.9',
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    'fd00::1',
    'fe80::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:192.168.1.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'no address',
  ]
  const outside = ['1.1.1.1', '172.32.0.1', '192.167.1.1', '2606:4700::1111', '::ffff:1.1.1.1']
  assert.deepEqual(within.filter(isPublicAddress), [])
  assert.deepEqual(outside.filter(isPublicAddress), outside)
})

test('assertPublicHost() sees through every way to write an address', () => {
  for (const host of [
    '127.0.0.1',
    '127.1',
    '0x7f.1',
    '2130706433',
    '[::1]',
    '[::ffff:7f00:1]',
    '192.168.0.10',
  ])
    assert.throws(() => assertPublicHost(new URL(`http://${host}/`)), PrivateAddress, host)
  assertPublicHost(new URL('https://1.1.1.1/'))
  assertPublicHost(new URL('https://photos.example/'))
})

test('publicLookup() refuses a name that leads to this machine', async () => {
  const { promise, resolve } = Promise.withResolvers<Error | null>()
  publicLookup('localhost', {}, (error) => resolve(error))
  assert.ok((await promise) instanceof PrivateAddress)
})
