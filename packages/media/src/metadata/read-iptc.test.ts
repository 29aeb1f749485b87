import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { big, join, latin1 } from '../test-kit/build-still.ts'
import { findPhotoshopResource, IPTC_RESOURCE, iptcToTime, readIptc } from './read-iptc.ts'

function field(number: number, text: string): Uint8Array {
  return join([0x1c, 2, number], big(text.length, 2), text)
}

test('readIptc() finds date and time among other fields', () => {
  const block = join(
    field(25, 'keyword'),
    field(55, '20240602'),
    field(60, '120000+0200'),
    field(55, '19990101'),
  )
  assert.deepEqual(readIptc(block), { date: '20240602', time: '120000+0200' })
  assert.deepEqual(readIptc(latin1('words')), { date: null, time: null })
})

test('iptcToTime() joins them', () => {
  assert.equal(iptcToTime({ date: '20240602', time: '120000+0200' }), '2024:06:02 12:00:00+0200')
  assert.equal(iptcToTime({ date: '20240602', time: null }), '2024:06:02')
  assert.equal(iptcToTime({ date: '20240602', time: 'noon' }), '2024:06:02')
  assert.equal(iptcToTime({ date: null, time: '120000' }), null)
})

test('findPhotoshopResource() steps over others, with names and odd lengths', () => {
  const block = join(
    '8BIM',
    big(0x03ed, 2),
    [3],
    'abc',
    big(3, 4),
    'xyz',
    [0],
    '8BIM',
    big(IPTC_RESOURCE, 2),
    [0, 0],
    big(2, 4),
    'ok',
  )
  assert.deepEqual(findPhotoshopResource(block, IPTC_RESOURCE), latin1('ok'))
  assert.equal(findPhotoshopResource(block, 0x0422), null)
})

test('findPhotoshopResource() and readIptc() never throw', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      findPhotoshopResource(join('8BIM', bytes), IPTC_RESOURCE)
      readIptc(join([0x1c, 2, 55], bytes))
    }),
  )
})
