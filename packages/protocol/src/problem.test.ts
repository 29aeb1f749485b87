import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ProblemCode } from './problem.ts'
import { PROBLEM_STATUS, problem, problemSchema } from './problem.ts'

const CODES = Object.keys(PROBLEM_STATUS) as ProblemCode[]

test('problem() builds a body that its schema takes, for every code', () => {
  for (const code of CODES) {
    const built = problem(code, { bytes: 3 })
    assert.deepEqual(problemSchema.parse(built), built)
    assert.ok(built.status >= 400 && built.status < 600, code)
  }
})

test('problem() has words of its own for every code', () => {
  const titles = CODES.map((code) => problem(code).title)
  assert.equal(new Set(titles).size, CODES.length)
  for (const title of titles) assert.match(title, /^[A-Z].*[^.\s]$/)
})
