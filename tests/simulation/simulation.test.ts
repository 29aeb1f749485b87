import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Script } from './script.ts'
import { createScript } from './create-script.ts'
import { shrinkScript } from './shrink-script.ts'
import { simulate } from './simulate.ts'
import { createSeededRandom } from './seeded-random.ts'

/** Seeds that every test run plays; `npm run simulate` plays many more. */
const SEEDS = 24

const REGRESSIONS = new URL('./regressions/', import.meta.url)

test(`[R1] [R4] [R10] [R11] [R12] [R13] [R14] [R17] simulate() breaks no invariant in ${SEEDS} seeds`, async () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { violation } = await simulate(createScript(seed))
    assert.equal(violation, null, `seed ${seed}: ${JSON.stringify(violation)}`)
  }
})

test('simulate() of one script twice is the same run', async () => {
  for (const seed of [3, 5, 8]) {
    const first = await simulate(createScript(seed))
    const second = await simulate(createScript(seed))
    assert.deepEqual(second, first)
  }
})

test('simulate() of two seeds is two different runs', async () => {
  const one = await simulate(createScript(1))
  const other = await simulate(createScript(2))
  assert.notEqual(one.fingerprint, other.fingerprint)
})

for (const name of readdirSync(REGRESSIONS).filter((file) => file.endsWith('.json'))) {
  test(`simulate() breaks no invariant any more in ${name}`, async () => {
    const { script }: { readonly script: Script } = JSON.parse(
      readFileSync(new URL(name, REGRESSIONS), 'utf8'),
    )
    const { violation } = await simulate(script)
    assert.equal(violation, null)
  })
}

test('shrinkScript() leaves only the steps that matter', async () => {
  const script = createScript(17)
  const [fault] = script.faults
  const operations = [script.operations[2], script.operations[9]]
  const isNeeded = (smaller: Script) =>
    operations.every((operation) => smaller.operations.some((kept) => kept === operation)) &&
    smaller.faults.some((kept) => kept === fault)
  const shrunk = await shrinkScript(script, async (smaller) => isNeeded(smaller))
  assert.deepEqual(shrunk.operations, operations)
  assert.deepEqual(shrunk.faults, [fault])
})

test('createSeededRandom() gives each stream numbers of its own, and the same ones again', () => {
  const draw = (stream: string) => {
    const random = createSeededRandom(7, stream)
    return [random.fraction(), random.below(1_000), random.hex(4)]
  }
  assert.deepEqual(draw('one'), draw('one'))
  assert.notDeepEqual(draw('one'), draw('two'))
})
