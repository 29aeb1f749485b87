import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { LogFields } from '../log/log.ts'
import { silentLog } from '../log/silent-log.ts'
import { createFilePlans } from './file-plans.ts'
import { DEFAULT_PLANS, plansFor, startOfNew } from './plan-book.ts'

async function withFile(work: (path: string, errors: LogFields[]) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-plans-'))
  try {
    await work(join(folder, 'plans.json'), [])
  } finally {
    await rm(folder, { recursive: true })
  }
}

const logInto = (errors: LogFields[]) => ({
  ...silentLog,
  error: (_: string, fields: LogFields = {}) => void errors.push(fields),
})

const OWN = {
  newAccounts: null,
  plans: [{ id: 'attic', name: 'Attic', quotaBytes: 7, access: 'self', accounts: ['Ana'] }],
}

test('createFilePlans() writes the default plans once, and reads what the owner makes of them', () =>
  withFile(async (path, errors) => {
    const plans = createFilePlans(path, logInto(errors))
    assert.deepEqual(await plans.read(), DEFAULT_PLANS)
    assert.deepEqual(JSON.parse(await readFile(path, 'utf8')), DEFAULT_PLANS)
    await writeFile(path, JSON.stringify(OWN))
    assert.deepEqual(await plans.read(), OWN)
    assert.deepEqual(await createFilePlans(path, logInto(errors)).read(), OWN)
    assert.deepEqual(errors, [])
  }))

test('createFilePlans() keeps the last plans when the file is no good, and says why, once', () =>
  withFile(async (path, errors) => {
    await writeFile(path, JSON.stringify(OWN))
    const plans = createFilePlans(path, logInto(errors))
    const wrong = [
      '{',
      JSON.stringify({ ...OWN, newAccounts: 'free' }),
      JSON.stringify({ ...OWN, plans: [...OWN.plans, ...OWN.plans] }),
      JSON.stringify({ ...OWN, plans: [{ ...OWN.plans[0], quotaBytes: -1 }] }),
      ' '.repeat(1_000_001),
    ]
    for (const [index, text] of wrong.entries()) {
      await writeFile(path, text)
      assert.deepEqual(await plans.read(), OWN)
      await plans.read()
      assert.equal(errors.length, index + 1, text.slice(0, 80))
    }
    await rm(path)
    assert.deepEqual(await plans.read(), OWN)
    assert.match(String(errors[1]?.['because']), /newAccounts: names none of the plans/)
    assert.match(String(errors[3]?.['because']), /plans\.0\.quotaBytes/)
  }))

test('createFilePlans() takes nobody’s room away when it begins with a file that is no good', () =>
  withFile(async (path, errors) => {
    await writeFile(path, '{ "newAccounts": "free", ')
    const plans = createFilePlans(path, logInto(errors))
    const list = await plans.read()
    assert.equal(errors.length, 1)
    // The plan `free` of the owner may be another than ours: no account that has it may be given ours.
    assert.deepEqual(plansFor(list, { name: 'ana', isOwner: false }), [])
    assert.equal(
      list.plans.some(({ id }) => DEFAULT_PLANS.plans.some((plan) => plan.id === id)),
      false,
    )
    assert.equal(startOfNew(list).quotaBytes, 5_000_000_000)
    await writeFile(path, JSON.stringify(OWN))
    assert.deepEqual(await plans.read(), OWN)
  }))

test('plansFor() shows a plan to those it is for, by name however it is written, and the owner takes any', () => {
  const list = {
    newAccounts: null,
    plans: [...DEFAULT_PLANS.plans.slice(0, 2), ...OWN.plans],
  } as typeof DEFAULT_PLANS
  const idsFor = (name: string, isOwner = false) =>
    plansFor(list, { name, isOwner }).map(({ id, access }) => `${id} ${access}`)
  assert.deepEqual(idsFor('ANA'), ['free self', '50gb request', 'attic self'])
  assert.deepEqual(idsFor('ben'), ['free self', '50gb request'])
  assert.deepEqual(idsFor('eva', true), ['free self', '50gb self', 'attic self'])
})

test('startOfNew() gives the plan for new accounts, unless somebody said another quota', () => {
  const free = { planId: 'free', quotaBytes: 5_000_000_000 }
  assert.deepEqual(startOfNew(DEFAULT_PLANS), free)
  assert.deepEqual(startOfNew(DEFAULT_PLANS, 5_000_000_000), free)
  assert.deepEqual(startOfNew(DEFAULT_PLANS, 7), { planId: null, quotaBytes: 7 })
  assert.deepEqual(startOfNew(DEFAULT_PLANS, null), { planId: null, quotaBytes: null })
  const none = { ...DEFAULT_PLANS, newAccounts: null }
  assert.deepEqual(startOfNew(none), { planId: null, quotaBytes: null })
})
