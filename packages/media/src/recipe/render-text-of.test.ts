import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Recipe } from '@rollcall/protocol'
import { sha256Schema } from '@rollcall/protocol'
import { renderTextOf } from './render-text-of.ts'

const SHA256 = sha256Schema.parse('ab'.repeat(32))

test('renderTextOf() is the same in whatever order a recipe was written', () => {
  const one: Recipe = {
    rotate: 90,
    light: { exposure: 5, contrast: -3 },
    crop: { left: 0, top: 0.25, width: 1, height: 0.5 },
  }
  const other: Recipe = {
    crop: { height: 0.5, width: 1, top: 0.25, left: 0 },
    light: { contrast: -3, exposure: 5 },
    rotate: 90,
  }
  assert.equal(renderTextOf(SHA256, one), renderTextOf(SHA256, other))
  assert.equal(
    renderTextOf(SHA256, one),
    `render:${SHA256}{"crop":{"height":0.5,"left":0,"top":0.25,"width":1},"light":{"contrast":-3,"exposure":5},"rotate":90}`,
  )
})

test('renderTextOf() differs with the file, with every amount, and with fields of a newer release', () => {
  const texts = [
    renderTextOf(SHA256, {}),
    renderTextOf(sha256Schema.parse('cd'.repeat(32)), {}),
    renderTextOf(SHA256, { light: { exposure: 1 } }),
    renderTextOf(SHA256, { light: { exposure: 2 } }),
    renderTextOf(SHA256, { sky: ['pink', { at: null }] }),
  ]
  assert.equal(new Set(texts).size, texts.length)
  assert.equal(texts[4], `render:${SHA256}{"sky":["pink",{"at":null}]}`)
})
