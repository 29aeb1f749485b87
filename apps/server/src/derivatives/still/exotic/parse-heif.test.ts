import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { box, fullBox, ispe, nclx, u16, u32 } from './build-heif.ts'
import { parseHeif } from './parse-heif.ts'

const META = Buffer.concat([
  u32(0),
  fullBox('pitm', 1, 0, u32(70_000)),
  fullBox('iinf', 0, 0, u16(1), fullBox('infe', 3, 0, u32(70_000), u16(0), Buffer.from('hvc1\0'))),
  // Offsets of eight bytes, lengths of four, a base of eight, extents numbered in two.
  fullBox(
    'iloc',
    2,
    0,
    Uint8Array.of(0x84, 0x82),
    u32(1),
    u32(70_000),
    u16(1),
    u16(0),
    u32(0),
    u32(100),
    u16(1),
    u16(9),
    u32(0),
    u32(5),
    u32(7),
  ),
  fullBox('iref', 1, 0, box('thmb', u32(70_001), u16(1), u32(70_000))),
  box(
    'iprp',
    box(
      'ipco',
      ispe(4032, 3024),
      box('irot', Uint8Array.of(3)),
      box('imir', Uint8Array.of(1)),
      nclx(9, 16, 9, true),
    ),
    fullBox(
      'ipma',
      1,
      1,
      u32(1),
      u32(70_000),
      Uint8Array.of(5),
      u16(0x8001),
      u16(0x8003),
      u16(2),
      u16(4),
      u16(99),
    ),
  ),
  box('idat', Uint8Array.of(1, 2, 3)),
])

test('parseHeif() reads long ids, bases, numbered extents and properties in the order listed', () => {
  const file = parseHeif(META, 1_000)
  const item = file.itemById.get(70_000)
  assert.equal(file.primaryId, 70_000)
  assert.deepEqual(file.references, [{ kind: 'thmb', from: 70_001, to: [70_000] }])
  assert.deepEqual([item?.type, item?.within, item?.extents], ['hvc1', 'idat', [{ from: 105, to: 112 }]])
  assert.deepEqual(item?.properties, [
    { kind: 'size', width: 4032, height: 3024 },
    { kind: 'mirror', sides: 'left_right' },
    { kind: 'rotate', quarterTurns: 3 },
    { kind: 'colour_codes', codes: { primaries: 9, transfer: 16, matrix: 9, isFullRange: true } },
  ])
  assert.deepEqual(file.idat, { from: 1_000 + META.length - 3, to: 1_000 + META.length })
})

test('parseHeif() never throws, and what is damaged costs only itself', () => {
  const change = fc.tuple(fc.nat(META.length - 1), fc.integer({ min: 0, max: 255 }))
  fc.assert(
    fc.property(fc.array(change, { maxLength: 12 }), fc.nat(META.length), (changes, to) => {
      const bytes = Uint8Array.from(META)
      for (const [at, value] of changes) bytes[at] = value
      const file = parseHeif(bytes.subarray(0, to), 0)
      assert.ok(file.itemById.size <= 1)
    }),
  )
  assert.equal(parseHeif(META.subarray(0, META.length - 40), 0).itemById.get(70_000)?.type, 'hvc1')
})

test('parseHeif() of lists that claim to be endless ends', () => {
  const claims = Buffer.concat([
    u32(0),
    fullBox('iloc', 2, 0, Uint8Array.of(0, 0), u32(0xffffffff), new Uint8Array(100_000)),
    fullBox('iref', 1, 0, box('dimg', u32(1), u16(0xffff), new Uint8Array(1_000))),
    box('iprp', box('ipco'), fullBox('ipma', 1, 1, u32(0xffffffff), new Uint8Array(100_000).fill(255))),
    box('iinf', new Uint8Array(8), Buffer.concat(Array.from({ length: 50_000 }, () => box('infe')))),
  ])
  const file = parseHeif(claims, 0)
  assert.equal(file.itemById.size, 0)
})
