import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import sharp from 'sharp'
import { isSrgbProfile } from './is-srgb-profile.ts'

async function profileOf(name: string): Promise<Uint8Array> {
  const blank = sharp({ create: { width: 1, height: 1, channels: 3, background: '#fff' } })
  const { icc } = await sharp(await blank.withIccProfile(name).png().toBuffer()).metadata()
  assert(icc !== undefined)
  return icc
}

it('isSrgbProfile() knows sRGB by its name, and takes nothing else for it', async () => {
  assert.equal(isSrgbProfile(await profileOf('srgb')), true)
  assert.equal(isSrgbProfile(await profileOf('p3')), false)
})

it('isSrgbProfile() never throws', async () => {
  const profile = await profileOf('srgb')
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(profile.length - 1), fc.nat(255)), { maxLength: 40 }),
      fc.nat(profile.length),
      (edits, length) => {
        const broken = Uint8Array.from(profile)
        for (const [at, value] of edits) broken[at] = value
        assert.equal(typeof isSrgbProfile(broken.subarray(0, length)), 'boolean')
      },
    ),
  )
})
