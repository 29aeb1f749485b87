import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AlbumId, DeviceSettingName } from '@rollcall/protocol'
import { DEFAULT_SETTINGS } from '@rollcall/sync'
import { parseSetting } from './parse-setting.ts'
import { SETTING_WORDS, settingNamed, settingValueWords } from './setting-words.ts'

const NOW = new Date(2026, 10, 22, 14, 0).getTime()
const NORWAY = 'a'.repeat(32) as AlbumId
const ROME = 'b'.repeat(32) as AlbumId

function read(name: DeviceSettingName, text: string): unknown {
  const held = { excludedFolders: ['Old'], pinnedAlbums: [NORWAY] }
  const album = (word: string) => (word === 'Rome' ? ROME : NORWAY)
  return parseSetting(name, text, { now: NOW, held, album })?.value
}

test('parseSetting() reads every setting as people type it', () => {
  const cases: readonly (readonly [DeviceSettingName, string, unknown])[] = [
    ['isOn', 'Off', false],
    ['mobileData', 'yes', true],
    ['pausedUntil', 'on', 'resumed'],
    ['pausedUntil', 'off', null],
    ['pausedUntil', '+2h', NOW + 2 * 3600_000],
    ['pausedUntil', '18:00', new Date(2026, 10, 22, 18, 0).getTime()],
    ['pausedUntil', '8:00', new Date(2026, 10, 23, 8, 0).getTime()],
    ['startDate', '2026-11-01', new Date(2026, 10, 1).getTime()],
    ['startDate', 'none', null],
    ['excludedFolders', '/Screenshots/, Old/Sub', ['Screenshots', 'Old/Sub']],
    ['excludedFolders', '+New', ['Old', 'New']],
    ['excludedFolders', '-Old', []],
    ['power', 'Charging', 'charging'],
    ['batteryFloor', '35 %', 35],
    ['lowData', 'ignore', 'ignore'],
    ['schedule', '22:00-06:30', { fromMinute: 1320, toMinute: 390 }],
    ['schedule', 'none', null],
    ['bandwidth', '2MB/s', 2_000_000],
    ['budgetBytes', '200MB', 200_000_000],
    ['budgetBytes', 'none', null],
    ['freeFloorBytes', '1.5 GB', 1_500_000_000],
    ['pinnedAlbums', '+Rome', [NORWAY, ROME]],
    ['pinnedAlbums', 'Rome', [ROME]],
    ['pinnedAlbums', 'none', []],
    ['keepDays', '7 days', 7],
  ]
  for (const [name, text, value] of cases) assert.deepEqual(read(name, text), value, `${name} ${text}`)
})

test('parseSetting() takes nothing that a setting cannot be', () => {
  const cases: readonly (readonly [DeviceSettingName, string])[] = [
    ['isOn', 'maybe'],
    ['power', 'full'],
    ['batteryFloor', '120'],
    ['schedule', '25:00-06:00'],
    ['bandwidth', '0'],
    ['budgetBytes', 'large'],
    ['pausedUntil', '2026-13-01'],
    ['keepDays', '-1'],
  ]
  for (const [name, text] of cases) assert.equal(read(name, text), undefined, `${name} ${text}`)
})

test('settingNamed() knows every setting by its name and by its words', () => {
  for (const [name, words] of Object.entries(SETTING_WORDS)) {
    assert.equal(settingNamed(name), name)
    assert.equal(settingNamed(words.toUpperCase()), name)
  }
  assert.deepEqual([settingNamed('mobile-data'), settingNamed('colour')], ['mobileData', null])
})

test('settingValueWords() has words for every default, and shows what it does not know', () => {
  for (const [name, value] of Object.entries(DEFAULT_SETTINGS))
    assert.doesNotMatch(settingValueWords(name, value, String), /[{["]/, name)
  assert.equal(settingValueWords('later', { is: 1 }, String), '{"is":1}')
})
