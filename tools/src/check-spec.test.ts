import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkSpec } from './check-spec.ts'
import { sourceTreeOf } from './source-tree.ts'

const SPEC = 'packages/sync/SPEC.md'
const RULES = '# Rules\n\n- **[S1]** One.\n- **[S2]** Two, see [S1].\n'
const TESTS = { 'packages/sync/src/x.test.ts': "test('[S1] [S2] x()', () => {})\n" }

function check(textByPath: Readonly<Record<string, string>>): readonly string[] {
  return checkSpec(sourceTreeOf(textByPath)).map(({ path, line, words }) => `${path}:${line} ${words}`)
}

test('checkSpec() is content when tests cite every rule, and nothing else', () => {
  assert.deepEqual(check({ [SPEC]: RULES, ...TESTS }), [])
})

test('checkSpec() finds a rule that only a comment cites', () => {
  const remark = { 'packages/sync/src/x.test.ts': "// [S2]\ntest('[S1] x()', () => {})\n" }
  assert.deepEqual(check({ [SPEC]: RULES, ...remark }), [`${SPEC}:4 [S2] is cited by no test name`])
})

test('checkSpec() finds a citation of no rule, wherever it stands', () => {
  const found = check({ [SPEC]: `${RULES}See [S8].\n`, ...TESTS, 'apps/x.ts': '\n/** [S9] */\n' })
  assert.deepEqual(found, [
    `${SPEC}:5 [S8] is cited and does not exist`,
    'apps/x.ts:2 [S9] is cited and does not exist',
  ])
})

test('checkSpec() finds a rule that is there twice, and rules that are not there', () => {
  const found = check({ [SPEC]: `${RULES}- **[S1]** Again.\n`, ...TESTS })
  assert.deepEqual(found, [`${SPEC}:5 [S1] is there twice`])
  assert.equal(check({})[0], `${SPEC}:1 the rules of sync are not there`)
})
