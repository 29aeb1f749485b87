import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { MediaFacts } from './media-facts.ts'
import { readMediaFacts } from './read-media-facts.ts'
import {
  box,
  buildHeic,
  buildJpeg,
  buildPng,
  buildTiff,
  countingSource,
  exifSegment,
  join,
  little,
  xmpSegment,
} from './test-kit/build-still.ts'

const MP4 = join(box('ftyp', 'isom', [0, 0, 0, 0], 'isom'), new Uint8Array(100))

function read(bytes: Uint8Array, name = 'a.bin'): Promise<MediaFacts> {
  return readMediaFacts(countingSource(bytes), { name, modifiedAt: 0 })
}

test('findMotionVideo() finds the video of a motion photo however it is told, and only where one is', async () => {
  const micro = (size: number) => xmpSegment(`GCamera:MicroVideo="1" GCamera:MicroVideoOffset="${size}"`)
  const items = (size: number) =>
    xmpSegment(
      'GCamera:MotionPhoto="1"',
      `<Container:Directory><rdf:Seq><rdf:li rdf:parseType="Resource"><Container:Item Item:Mime="image/jpeg" Item:Semantic="Primary" Item:Length="0"/></rdf:li><rdf:li rdf:parseType="Resource"><Container:Item Item:Mime="video/mp4" Item:Semantic="MotionPhoto" Item:Length="${size}"/></rdf:li></rdf:Seq></Container:Directory>`,
    )
  const told = [buildJpeg([micro(MP4.length)]), buildJpeg([items(MP4.length)])]
  for (const picture of told) {
    const facts = await read(join(picture, MP4))
    assert.deepEqual(facts.embeddedVideo, { from: picture.length, to: picture.length + MP4.length })
    assert.deepEqual(facts.subtypes, ['motion_photo'])
  }
  const plain = buildJpeg()
  const block = join([0, 0], little(0x0a30, 2), little(16, 4), 'MotionPhoto_Data', MP4)
  const list = join(
    'SEFH',
    little(106, 4),
    little(1, 4),
    [0, 0],
    little(0x0a30, 2),
    little(block.length, 4),
    little(block.length, 4),
  )
  const samsung = await read(join(plain, block, list, little(list.length, 4), 'SEFT'))
  assert.deepEqual(samsung.embeddedVideo, { from: plain.length + 24, to: plain.length + block.length })
  const heic = buildHeic(buildTiff({}), '')
  const boxed = await read(join(heic, box('mpvd', MP4)))
  assert.deepEqual(boxed.embeddedVideo, { from: heic.length + 8, to: heic.length + 8 + MP4.length })
  for (const broken of [
    buildJpeg([micro(MP4.length)]),
    join(buildJpeg([micro(50)]), MP4),
    join(buildJpeg([items(1e9)]), MP4),
  ]) {
    const facts = await read(broken)
    assert.equal(facts.embeddedVideo, null)
    assert.deepEqual(facts.subtypes, [])
  }
})

test('subtypesOf() names what a person would call a picture', async () => {
  const apple = (rendered: number) =>
    buildJpeg([
      exifSegment(buildTiff({ 0x010f: 'Apple', 0x8769: { directory: { 0xa401: { shorts: [rendered] } } } })),
    ])
  const pano = (extra: string) => buildJpeg([xmpSegment(`GPano:ProjectionType="equirectangular" ${extra}`)])
  const comment = join('ASCII\0\0\0', 'Screenshot')
  const pictures: readonly (readonly [name: string, bytes: Uint8Array, subtypes: readonly string[]])[] = [
    ['a.jpg', apple(6), ['panorama']],
    ['a.jpg', apple(8), ['portrait']],
    ['a.jpg', apple(7), ['portrait', 'hdr']],
    ['a.jpg', apple(3), ['hdr']],
    ['a.jpg', pano(''), ['photo_sphere']],
    ['a.jpg', pano('GPano:FullPanoWidthPixels="1000" GPano:CroppedAreaImageWidthPixels="300"'), ['panorama']],
    ['a.jpg', buildJpeg([], 4000, 500), []],
    ['PANO_20240602.jpg', buildJpeg([], 4000, 500), ['panorama']],
    ['PANO_20240602.jpg', buildJpeg([], 4000, 3000), []],
    ['Screenshot_2024-06-02.png', buildPng(), ['screenshot']],
    [
      'IMG_1.PNG',
      buildPng([['eXIf', buildTiff({ 0x8769: { directory: { 0x9286: { bytes: comment } } } })]]),
      ['screenshot'],
    ],
    ['a.jpg', buildJpeg([xmpSegment('hdrgm:Version="1.0"')]), ['hdr']],
    ['IMG_E1234.JPG', buildJpeg(), ['edited']],
    ['a.png', buildPng([['acTL', new Uint8Array(8)]]), ['animated']],
  ]
  for (const [name, bytes, subtypes] of pictures)
    assert.deepEqual((await read(bytes, name)).subtypes, subtypes, name)
})
