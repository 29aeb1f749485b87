import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createMemoryReader } from '../bytes/byte-reader.ts'
import { big, buildTiff, join, latin1, little } from '../test-kit/build-still.ts'
import { readTiff, type TiffDirectory } from './read-tiff.ts'
import { readTiffNumber, readTiffNumbers, readTiffText } from './tiff-value.ts'

async function readFirst(bytes: Uint8Array): Promise<TiffDirectory> {
  const first = (await readTiff(createMemoryReader(bytes)))?.directories[0]
  assert.ok(first)
  return first
}

/** A directory of one entry, its value in place. */
function single(
  type: number,
  count: number,
  value: readonly number[],
  rest: readonly number[] = [],
): Uint8Array {
  return join(
    'II*\0',
    little(8, 4),
    little(1, 2),
    little(1, 2),
    little(type, 2),
    little(count, 4),
    value,
    little(0, 4),
    rest,
  )
}

test('readTiff() reads every type of number', async () => {
  const numbers: readonly (readonly [
    type: number,
    count: number,
    value: readonly number[],
    rest: readonly number[],
    numbers: readonly number[],
  ])[] = [
    [1, 3, [1, 2, 255, 0], [], [1, 2, 255]],
    [3, 2, [1, 0, 255, 255], [], [1, 65_535]],
    [4, 1, little(4_000_000_000, 4), [], [4_000_000_000]],
    [5, 1, little(26, 4), [...little(1, 4), ...little(4, 4)], [0.25]],
    [6, 2, [255, 1, 0, 0], [], [-1, 1]],
    [8, 1, [254, 255, 0, 0], [], [-2]],
    [9, 1, [253, 255, 255, 255], [], [-3]],
    [10, 1, little(26, 4), [255, 255, 255, 255, ...little(4, 4)], [-0.25]],
    [11, 1, [0, 0, 0x80, 0x3f], [], [1]],
    [12, 1, little(26, 4), [0, 0, 0, 0, 0, 0, 0xf0, 0x3f], [1]],
    [16, 1, little(26, 4), little(2 ** 40, 8), [2 ** 40]],
    [99, 1, [1, 2, 3, 4], [], []],
  ]
  for (const [type, count, value, rest, expected] of numbers) {
    assert.deepEqual(
      readTiffNumbers(await readFirst(single(type, count, value, rest)), 1),
      expected,
      `type ${type}`,
    )
  }
})

test('readTiff() follows pages, EXIF, GPS and directories within, and BigTIFF', async () => {
  const tiff = await readTiff(
    createMemoryReader(
      buildTiff(
        {
          0x014a: { directory: { 1: 'sub' } },
          0x8769: { directory: { 1: 'exif' } },
          0x8825: { directory: { 1: 'gps' } },
        },
        true,
        { 1: 'second page' },
      ),
    ),
  )
  assert.deepEqual(
    tiff?.directories.map(({ role }) => role),
    ['image', 'exif', 'gps', 'sub', 'image'],
  )
  assert.deepEqual(
    tiff?.directories.slice(1).map((directory) => readTiffText(directory, 1)),
    ['exif', 'gps', 'sub', 'second page'],
  )
  const wide = join(
    'MM\0+',
    big(8, 2),
    [0, 0],
    big(16, 8),
    big(1, 8),
    big(0x0100, 2),
    big(4, 2),
    big(1, 8),
    big(30, 4),
    [0, 0, 0, 0],
    big(0, 8),
  )
  assert.equal(readTiffNumber(await readFirst(wide), 0x0100), 30)
})

test('readTiff() keeps what is whole of a directory that is cut, and says so', async () => {
  const bytes = buildTiff({
    0x0100: { shorts: [30] },
    0x0101: { shorts: [20] },
    0x010f: 'a maker with a long name',
  })
  const tiff = await readTiff(createMemoryReader(bytes.subarray(0, 10 + 12 * 2)))
  assert.equal(tiff?.directories[0]?.entryByTag.size, 2)
  assert.deepEqual(tiff?.warnings, ['a directory is cut short'])
})

test('readTiff() leaves values that lie outside of the file empty, and reads each directory once', async () => {
  const far = await readFirst(single(2, 0xffff_ffff, little(26, 4)))
  assert.equal(readTiffText(far, 1), null)
  const tiff = await readTiff(createMemoryReader(buildTiff({ 0x8769: { longs: [8] } })))
  assert.equal(tiff?.directories.length, 1)
})

test('readTiff() is null for what has no header, and never rejects', async () => {
  for (const text of ['', 'II', 'II*', 'GIF89a', 'IIXX\x08\0\0\0'])
    assert.equal(await readTiff(createMemoryReader(latin1(text))), null)
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 500 }),
      async (bytes) => void (await readTiff(createMemoryReader(join('II*\0', bytes)))),
    ),
  )
})
