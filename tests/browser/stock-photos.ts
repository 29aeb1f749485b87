import { pushResponseSchema } from '@rollcall/protocol'
import sharp from 'sharp'
import { assetsOf, until } from '../system/server/deriving-harness.ts'
import type { Member } from '../system/server/server-harness.ts'
import { answeredWith, clientId, createLine } from '../system/server/server-harness.ts'

const YEAR_FIRST = 2_015
const PHOTOS_OF_YEAR = 4
const SHAPES = [
  [600, 400],
  [400, 600],
  [500, 500],
  [900, 300],
] as const

/** A picture of its own colour and one of four shapes, as JPEG. */
export async function pictureOf(index: number): Promise<Buffer> {
  const [width, height] = SHAPES[index % SHAPES.length] ?? [600, 400]
  const background = { r: (index * 67) % 256, g: (index * 41) % 256, b: (index * 97) % 256 }
  return await sharp({ create: { width, height, channels: 3, background } })
    .jpeg()
    .toBuffer()
}

/** The name of the photo with that number: one of each quarter of the years from 2015 on, `IMG_20150115_120000.jpg` first. */
export function nameOf(index: number): string {
  const year = YEAR_FIRST + Math.floor(index / PHOTOS_OF_YEAR)
  return `IMG_${year}${String((index % PHOTOS_OF_YEAR) * 3 + 1).padStart(2, '0')}15_120000.jpg`
}

/** Puts so many pictures into a library and waits until the server has looked into all of them. */
export async function stockPhotos(member: Member, count: number): Promise<void> {
  const line = createLine(member, clientId(1))
  const creates = []
  for (let index = 0; index < count; index++) {
    const bytes = await pictureOf(index)
    await member.put(bytes)
    const create = line.create(bytes)
    const resources = create.args.resources.map((resource) => ({ ...resource, name: nameOf(index) }))
    creates.push({ ...create, args: { ...create.args, resources } })
  }
  await answeredWith(200, pushResponseSchema, line.push(line.request(creates)))
  await until(async () => {
    const assets = [...(await assetsOf(member)).values()]
    return assets.length >= count && assets.every(({ resources }) => resources[0]?.derivatives !== undefined)
  })
}
