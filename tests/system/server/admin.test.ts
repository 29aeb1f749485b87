import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  adminAccountSchema,
  adminAccountsSchema,
  serverHealthSchema,
  serverOwnerSchema,
  sessionSchema,
  storageSchema,
} from '@rollcall/protocol'
import type { Member, TestServer } from './server-harness.ts'
import { answeredWith, bytesOf, refusedWith, requestOf, startServer } from './server-harness.ts'

/** A server of ana's, on which ben has an account with 5 GB. */
async function startFamily() {
  const server = await startServer()
  await server.addAccount('ana')
  await server.addAccount('ben', 5_000_000_000)
  const [ana, ben] = [await server.signIn('ana'), await server.signIn('ben')]
  return { server, ana, ben, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

const accountsOf = (member: Member) =>
  answeredWith(200, adminAccountsSchema, member.call('GET', 'admin/accounts'))

const storageOf = (member: Member) => answeredWith(200, storageSchema, member.inLibrary('GET', 'storage'))

const answer = (member: Member, of: Member, json: unknown) =>
  member.call('POST', `admin/accounts/${of.session.accountId}/plan-answers`, { json })

const ask = (member: Member, plan: string) => member.inLibrary('POST', 'plan', { json: { plan } })

const signIn = ({ app }: TestServer, account: string, password: string) =>
  app(requestOf('POST', '/api/v1/sessions', { json: { account, password, deviceName: 'Pixel' } }))

test('only the owner of the server is let into its administration; who that is, every account may know', async () => {
  await using scene = await startFamily()
  const { ana, ben } = scene
  const plan = { plan: 'unlimited' }
  const calls: readonly (readonly [string, string, unknown])[] = [
    ['GET', 'admin/accounts', undefined],
    ['GET', 'admin/health', undefined],
    ['POST', 'admin/accounts', { account: 'eve', password: 'a long password', plan: null }],
    ['PUT', `admin/accounts/${ben.session.accountId}/plan`, plan],
    [
      'POST',
      `admin/accounts/${ben.session.accountId}/plan-answers`,
      { ...plan, answer: 'granted', words: '' },
    ],
  ]
  for (const [method, path, json] of calls) await refusedWith('owner_only', ben.call(method, path, { json }))
  assert.equal((await accountsOf(ana)).accounts.length, 2)
  assert.equal((await storageOf(ben)).usage.quotaBytes, 5_000_000_000)
  const ownerTo = (member: Member) => answeredWith(200, serverOwnerSchema, member.call('GET', 'owner'))
  assert.deepEqual(await ownerTo(ana), { owner: 'ana', isOwner: true })
  assert.deepEqual(await ownerTo(ben), { owner: 'ana', isOwner: false })
})

test('the owner sees every account with what it stores and when it was last heard of, and nothing of its photos', async () => {
  await using scene = await startFamily()
  const { ana, ben } = scene
  assert.ok((await ben.put(bytesOf(1, 1_000))).ok)
  const { accounts, plans, newAccounts } = await accountsOf(ana)
  assert.deepEqual(
    accounts.map(({ name, isOwner, usedBytes, quotaBytes, devices }) => [
      name,
      isOwner,
      usedBytes,
      quotaBytes,
      devices,
    ]),
    [
      ['ana', true, 0, null, 1],
      ['ben', false, 1_000, 5_000_000_000, 1],
    ],
  )
  assert.ok((accounts[1]?.lastSeenAt ?? 0) > 0)
  assert.equal(newAccounts, 'free')
  assert.ok(plans.some(({ id }) => id === 'unlimited'))
})

test('the owner makes an account that can sign in, with a plan or as new ones begin', async () => {
  await using scene = await startFamily()
  const { server, ana } = scene
  const make = (account: string, plan: string | null, password = 'kept to herself') =>
    ana.call('POST', 'admin/accounts', { json: { account, password, plan } })
  const eve = await answeredWith(201, adminAccountSchema, make('eve', '2tb'))
  assert.deepEqual([eve.planId, eve.quotaBytes, eve.isOwner], ['2tb', 2_000_000_000_000, false])
  const zoe = await answeredWith(201, adminAccountSchema, make('zoe', null))
  assert.deepEqual([zoe.planId, zoe.quotaBytes], ['free', 5_000_000_000])
  await answeredWith(201, sessionSchema, signIn(server, 'eve', 'kept to herself'))
  assert.equal((await refusedWith('bad_request', make('Eve', null)))['because'], 'name_taken')
  assert.equal((await refusedWith('bad_request', make('kim', null, 'short')))['least'], 8)
  await refusedWith('not_found', make('kim', 'no-such-plan'))
  assert.equal((await accountsOf(ana)).accounts.length, 4)
})

test('[R8] the owner gives an account another plan; a smaller one deletes nothing', async () => {
  await using scene = await startFamily()
  const { ana, ben } = scene
  await ben.put(bytesOf(1, 1_000))
  const give = (plan: string, accountId: string = ben.session.accountId) =>
    ana.call('PUT', `admin/accounts/${accountId}/plan`, { json: { plan } })
  await answeredWith(200, adminAccountSchema, give('unlimited'))
  const large = await storageOf(ben)
  assert.deepEqual([large.plan?.id, large.usage.quotaBytes], ['unlimited', null])
  await answeredWith(200, adminAccountSchema, give('free'))
  const small = await storageOf(ben)
  assert.deepEqual([small.plan?.id, small.usage.usedBytes], ['free', 1_000])
  await refusedWith('not_found', give('no-such-plan'))
  await refusedWith('not_found', give('free', 'f'.repeat(32)))
})

test('a plan that was asked for is granted or declined once, with words to whoever asked', async () => {
  await using scene = await startFamily()
  const { ana, ben } = scene
  await ask(ben, '2tb')
  assert.deepEqual((await accountsOf(ana)).accounts[1]?.waiting?.plan, '2tb')
  const declined = { plan: '2tb', answer: 'declined', words: 'The disk is small.' }
  const after = await answeredWith(200, adminAccountSchema, answer(ana, ben, declined))
  assert.deepEqual([after.waiting, after.quotaBytes], [null, 5_000_000_000])
  const told = await storageOf(ben)
  assert.deepEqual([told.request?.state, told.request?.words], ['declined', 'The disk is small.'])
  await refusedWith('not_found', answer(ana, ben, { ...declined, answer: 'granted' }))

  await ask(ben, '200gb')
  await refusedWith('not_found', answer(ana, ben, { plan: '2tb', answer: 'granted', words: '' }))
  await answeredWith(
    200,
    adminAccountSchema,
    answer(ana, ben, { plan: '200gb', answer: 'granted', words: '' }),
  )
  const granted = await storageOf(ben)
  assert.deepEqual(
    [granted.plan?.id, granted.usage.quotaBytes, granted.request?.state],
    ['200gb', 200_000_000_000, 'granted'],
  )

  await ask(ben, '2tb')
  await ana.call('PUT', `admin/accounts/${ben.session.accountId}/plan`, { json: { plan: '2tb' } })
  assert.equal((await storageOf(ben)).request?.state, 'granted')
})

test('the owner sees how long ago the originals of each library were read, and the room that is left', async () => {
  await using scene = await startFamily()
  const { server, ana, ben } = scene
  await ben.put(bytesOf(1, 1_000))
  const health = () => answeredWith(200, serverHealthSchema, ana.call('GET', 'admin/health'))
  const fresh = await health()
  assert.ok((fresh.freeBytes ?? 0) > 0)
  assert.deepEqual(
    fresh.libraries.map(({ name, originals, dueOriginals }) => [name, originals, dueOriginals]),
    [
      ['ana', 0, 0],
      ['ben', 1, 0],
    ],
  )
  server.pass(fresh.scrubEveryMs / 2 + 1)
  const [, later] = (await health()).libraries
  assert.deepEqual([later?.dueOriginals, later?.dueBytes, later?.lostOriginals], [1, 1_000, 0])
})
