import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { anyConditions, anyFacts, anySettings } from '../test-kit/any-decision.ts'
import { GOOD_CONDITIONS, SAMPLE_STANDINGS, sampleFacts } from '../test-kit/sample-facts.ts'
import { decide } from './decide.ts'
import { DEFAULT_SETTINGS } from './settings.ts'
import { whatWouldChange, withChange } from './what-would-change.ts'

const LARGE = sampleFacts(SAMPLE_STANDINGS.to_upload, {}, 20_000_000)

test('whatWouldChange() names each single input that lets a photo go, and those that only change why not', () => {
  const conditions = {
    ...GOOD_CONDITIONS,
    measured: { ...GOOD_CONDITIONS.measured, network: 'mobile', isMetered: true },
  } as const
  const changes = whatWouldChange(DEFAULT_SETTINGS, conditions, LARGE)
  const lets = changes.filter(({ becomes }) => becomes.action === 'upload').map(({ input }) => input)
  assert.deepEqual([...new Set(lets)].toSorted(), ['grant', 'network'])
  const mobile = changes.find(({ input }) => input === 'mobileData')
  assert.equal(mobile?.becomes.because[0].code, 'unlimited_updates_off')
  assert.deepEqual(mobile?.change, { kind: 'setting', setting: { name: 'mobileData', value: true } })
})

test('[R7] whatWouldChange() answers what decide() then answers, and leaves out what alters nothing', () => {
  fc.assert(
    fc.property(anySettings, anyConditions, anyFacts, (settings, conditions, facts) => {
      const now = decide(settings, conditions, facts)
      for (const { change, becomes } of whatWouldChange(settings, conditions, facts)) {
        const other = withChange({ settings, conditions, facts }, change)
        assert.deepEqual(decide(other.settings, other.conditions, other.facts), becomes)
        assert.notDeepEqual([becomes.action, becomes.because[0]], [now.action, now.because[0]])
      }
    }),
  )
})
