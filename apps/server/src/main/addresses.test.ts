import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressesOf, isLoopback } from './addresses.ts'

const address = (text: string, family: 'IPv4' | 'IPv6', internal = false) => {
  return { address: text, family, internal, netmask: '', mac: '', cidr: null, scopeid: 0 } as never
}

test('addressesOf() names where people reach the server', () => {
  const interfaces = {
    lo: [address('127.0.0.1', 'IPv4', true)],
    eth0: [address('192.0.2.5', 'IPv4'), address('2001:db8::5', 'IPv6')],
  }
  assert.deepEqual(addressesOf('127.0.0.1', 7655, interfaces), ['http://127.0.0.1:7655'])
  assert.deepEqual(addressesOf('::1', 7655, interfaces), ['http://[::1]:7655'])
  assert.deepEqual(addressesOf('0.0.0.0', 80, interfaces), ['http://localhost:80', 'http://192.0.2.5:80'])
})

test('isLoopback() tells what only this machine reaches', () => {
  assert.deepEqual(['127.0.0.1', 'localhost', '::1', '0.0.0.0', '192.0.2.5'].map(isLoopback), [
    true,
    true,
    true,
    false,
    false,
  ])
})
