import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PLANTED_BUGS } from './planted-bugs.ts'
import { createScript } from './script.ts'
import { simulate } from './simulate.ts'

/** A bug that hides longer than this has found a hole in the simulation. */
const SEEDS_MAX = 150

for (const bug of PLANTED_BUGS) {
  test(`simulate() finds ${bug.name}: ${bug.what}`, async () => {
    for (let seed = 1; seed <= SEEDS_MAX; seed++) {
      const { violation } = await simulate(createScript(seed), bug)
      if (violation !== null) return
    }
    assert.fail(`it survived ${SEEDS_MAX} seeds`)
  })
}
