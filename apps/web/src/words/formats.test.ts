import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatsOf } from './formats.ts'
import { chooseLanguage } from './words.ts'

const NOON = Date.UTC(2026, 10, 14, 12)

test('formatsOf() writes numbers, sizes and times as each language does', () => {
  const [en, de] = [formatsOf('en'), formatsOf('de')]
  assert.equal(en.count(1_000_214), '1,000,214')
  assert.equal(de.count(1_000_214), '1.000.214')
  assert.equal(en.bytes(3_100_000), '3.1 MB')
  assert.equal(de.bytes(3_100_000), '3,1 MB')
  assert.equal(en.bytes(999), '999 bytes')
  assert.equal(en.bytes(186e9), '186 GB')
  assert.equal(en.day(NOON), 'Saturday, November 14, 2026')
  assert.equal(de.day(NOON), 'Samstag, 14. November 2026')
  assert.equal(en.since(NOON - 120_000, NOON), '2 minutes ago')
  assert.equal(de.since(NOON - 26 * 3_600_000, NOON), 'gestern')
})

test('formatsOf() counts the length of a video in minutes, and hours where there are any', () => {
  const { duration } = formatsOf('en')
  assert.equal(duration(400), '0:01')
  assert.equal(duration(65_000), '1:05')
  assert.equal(duration(3_725_000), '1:02:05')
})

test('chooseLanguage() takes the first that there are texts in, and English otherwise', () => {
  assert.equal(chooseLanguage(['fr-CH', 'de-AT', 'en']), 'de')
  assert.equal(chooseLanguage(['fi']), 'en')
})
