import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AssetId, FeedPage, PushRequest } from '@rollcall/protocol'
import { feedPageSchema, pushResponseSchema } from '@rollcall/protocol'
import type { Member, TestServer } from './server-harness.ts'
import {
  answeredWith,
  assetsIn,
  bytesOf,
  clientId,
  createLine,
  refusedWith,
  startServer,
} from './server-harness.ts'

const changes = (member: Member, query: string) =>
  answeredWith(200, feedPageSchema, member.inLibrary('GET', `changes?${query}`))

const accepted = (response: Promise<Response>) => answeredWith(200, pushResponseSchema, response)

/** A library with `count` photos, and the line that made them. */
async function startWithPhotos(server: TestServer, count: number) {
  await server.addAccount('ana')
  const ana = await server.signIn('ana')
  const line = createLine(ana, clientId(1))
  const photos = Array.from({ length: count }, (_, index) => bytesOf(index))
  for (const bytes of photos) await ana.put(bytes)
  const created = photos.map((bytes) => line.create(bytes))
  const { page } = await accepted(line.push(line.request(created)))
  const assetIds = created.map(({ args }) => args.assetId)
  const [first] = assetIds
  assert.ok(first)
  return { ana, line, page, first, assetIds }
}

test('[R10] [S14] paging by cursor tells every photo once, in order of seq, and says when it is complete', async () => {
  await using server = await startServer()
  const { ana } = await startWithPhotos(server, 5)
  const pages: FeedPage[] = []
  let cursor = ''
  do {
    const page = await changes(ana, `limit=3${cursor}&client=${clientId(1)}`)
    pages.push(page)
    cursor = `&cursor=${page.to}`
  } while (pages.at(-1)?.complete === false)
  const seqs = pages.flatMap((page) => assetsIn(page.changes).map((asset) => asset.seq))
  assert.deepEqual(seqs, [2, 3, 4, 5, 6]) // the device itself came first
  assert.deepEqual(
    pages.map(({ complete }) => complete),
    [false, false, true],
  )
  assert.deepEqual(
    pages.map(({ lastMutation }) => lastMutation),
    [5, 5, 5],
  )
})

test('[R10] what is pushed while somebody pages is found by going on from the cursor', async () => {
  await using server = await startServer()
  const { ana, line, first } = await startWithPhotos(server, 3)
  const before = await changes(ana, 'limit=3')
  await line.push(
    line.request([line.numbered({ op: 'setFavourite', args: { assetId: first, value: true } })]),
  )
  const after = await changes(ana, `cursor=${before.to}`)
  assert.deepEqual(
    assetsIn(after.changes).map((asset) => [asset.no, asset.seq, asset.favourite]),
    [
      [3, 4, false],
      [1, 6, true],
    ],
  )
})

test('[R11] a cursor above the head breaks the epoch for everybody; outboxes survive it', async () => {
  await using server = await startServer()
  const { ana, line, first } = await startWithPhotos(server, 2)
  assert.deepEqual(await refusedWith('epoch_changed', ana.inLibrary('GET', 'changes?cursor=1.999')), {
    epoch: 2,
  })
  await refusedWith('epoch_changed', ana.inLibrary('GET', 'changes?cursor=1.2'))
  const mutation = line.numbered({ op: 'setCaption', args: { assetId: first, value: 'rain' } })
  const stale = line.request([mutation], '1.2')
  await refusedWith('epoch_changed', line.push(stale))
  const fresh = await changes(ana, '')
  assert.deepEqual([fresh.epoch, fresh.complete, assetsIn(fresh.changes).length], [2, true, 2])
  const answer = await accepted(line.push({ ...stale, base: fresh.to }))
  assert.deepEqual(
    assetsIn(answer.page.changes).map((asset) => asset.caption),
    ['rain'],
  )
})

test('[R11] a push with a base above the head changes nothing but the epoch', async () => {
  await using server = await startServer()
  const { ana, line, first } = await startWithPhotos(server, 1)
  const mutation = line.numbered({ op: 'setCaption', args: { assetId: first, value: 'rain' } })
  await refusedWith('epoch_changed', line.push(line.request([mutation], '1.50')))
  const page = await changes(ana, `client=${clientId(1)}`)
  assert.deepEqual([page.epoch, page.lastMutation, assetsIn(page.changes)[0]?.caption], [2, 1, ''])
  assert.deepEqual([page.client, (await changes(ana, '')).client], [clientId(1), undefined])
})

test('[R12] a push sent again changes nothing and answers the same outcomes', async () => {
  await using server = await startServer()
  const { ana, line, first } = await startWithPhotos(server, 1)
  const missing = line.create(bytesOf(99))
  const trash = line.numbered({ op: 'trash', args: { assetId: first } })
  const again = line.numbered({ op: 'trash', args: { assetId: first } })
  const push = line.request([missing, trash, again])
  const once = await accepted(line.push(push))
  assert.deepEqual(
    once.outcomes.map(({ n, outcome }) => [n, outcome.kind === 'refused' ? outcome.code : outcome.kind]),
    [
      [2, 'blob_missing'],
      [3, 'applied'],
      [4, 'unchanged'],
    ],
  )
  const [twice, thrice] = await Promise.all([accepted(line.push(push)), accepted(line.push(push))])
  assert.deepEqual([twice.outcomes, thrice.outcomes], [once.outcomes, once.outcomes])
  assert.equal((await changes(ana, '')).to, once.page.to)
})

test('[R12] a permanent refusal consumes its number, and the line goes on', async () => {
  await using server = await startServer()
  const { line, first } = await startWithPhotos(server, 1)
  const gone = line.numbered({ op: 'trash', args: { assetId: NO_ASSET } })
  const next = line.numbered({ op: 'trash', args: { assetId: first } })
  const { outcomes, page } = await accepted(line.push(line.request([gone, next])))
  assert.deepEqual(
    outcomes.map(({ outcome }) => outcome.kind),
    ['refused', 'applied'],
  )
  assert.equal(page.lastMutation, 3)
})

test('[R12] a hole in the line is refused, and the same mutations without it are not lost', async () => {
  await using server = await startServer()
  const { line, first } = await startWithPhotos(server, 1)
  const one = line.numbered({ op: 'setCaption', args: { assetId: first, value: 'one' } })
  const two = line.numbered({ op: 'setCaption', args: { assetId: first, value: 'two' } })
  const holed = line.request([two])
  assert.deepEqual(await refusedWith('mutation_gap', line.push(holed)), {
    lastMutation: 1,
    expected: 2,
    got: 3,
  })
  const { page } = await accepted(line.push({ ...holed, mutations: [one, two] }))
  assert.equal(assetsIn(page.changes)[0]?.caption, 'two')
})

test('[R12] a copy of a client is found by its nonce, and takes a line of its own', async () => {
  await using server = await startServer()
  const { ana, line, first } = await startWithPhotos(server, 1)
  const caption = (value: string) => line.numbered({ op: 'setCaption', args: { assetId: first, value } })
  const original = line.request([caption('original')])
  const copied: PushRequest = { ...original, next: 'f'.repeat(32), mutations: [{ ...caption('copy'), n: 2 }] }
  await accepted(line.push(original))
  await refusedWith('client_forked', line.push(copied))
  const own = createLine(ana, clientId(2))
  const requeued = copied.mutations.map((mutation) => ({ ...mutation, n: 1 }))
  const { page } = await accepted(own.push(own.request(requeued)))
  assert.equal(assetsIn(page.changes)[0]?.caption, 'copy')
})

test('[R12] the mutations of two devices that push at once are all done, each exactly once', async () => {
  await using server = await startServer()
  const { ana, assetIds } = await startWithPhotos(server, 20)
  const lines = [clientId(2), clientId(3)].map((id) => createLine(ana, id))
  await Promise.all(
    lines.map(async (line, offset) => {
      for (const [index, assetId] of assetIds.entries()) {
        if (index % 2 !== offset) continue
        const push = line.request([
          line.numbered({ op: 'setCaption', args: { assetId, value: line.clientId } }),
        ])
        await Promise.all([accepted(line.push(push)), accepted(line.push(push))])
      }
    }),
  )
  const page = await changes(ana, '')
  // The device, 20 photos and their row of the journal; then 20 captions, each with a row that is new or has grown.
  assert.equal(page.to, '1.62')
  assert.deepEqual(
    assetsIn(page.changes)
      .map((asset) => asset.caption)
      .toSorted(),
    assetIds.map((_, index) => clientId(2 + (index % 2))).toSorted(),
  )
})

test('[R13] of two concurrent edits the younger one wins, whatever came first and whatever clocks say', async () => {
  await using server = await startServer()
  const { ana, line, first, page } = await startWithPhotos(server, 1)
  const baseSeq = Number(page.to.split('.')[1])
  const other = createLine(ana, clientId(2))
  const young = line.numbered(
    { op: 'setCaption', args: { assetId: first, value: 'young' } },
    { baseSeq, ageMs: 1_000 },
  )
  const old = other.numbered(
    { op: 'setCaption', args: { assetId: first, value: 'old' } },
    { baseSeq, ageMs: 90_000 },
  )
  await accepted(line.push(line.request([young])))
  const { outcomes, page: after } = await accepted(other.push(other.request([old])))
  assert.deepEqual(outcomes[0]?.outcome, {
    kind: 'superseded',
    facts: { field: 'caption', kept: 'young', lost: 'old' },
  })
  assert.equal(assetsIn(after.changes)[0]?.caption, 'young')
})

test('[R13] a relative operation is not understood', async () => {
  await using server = await startServer()
  const { ana, first } = await startWithPhotos(server, 1)
  const toggle = { n: 2, baseSeq: 0, ageMs: 0, op: 'toggleFavourite', args: { assetId: first } }
  const json = { clientId: clientId(1), nonce: null, next: 'a'.repeat(32), base: null, mutations: [toggle] }
  const facts = await refusedWith('bad_request', ana.inLibrary('POST', 'push', { json }))
  assert.equal(facts['path'], 'body.mutations.0.op')
})

test('changes with wait answers as soon as something is pushed, and at once when there is something', async () => {
  await using server = await startServer()
  const { ana, line, first, page } = await startWithPhotos(server, 1)
  const waiting = changes(ana, `cursor=${page.to}&wait=25000`)
  await new Promise((resolve) => setTimeout(resolve, 20))
  await line.push(line.request([line.numbered({ op: 'trash', args: { assetId: first } })]))
  assert.deepEqual(
    assetsIn((await waiting).changes).map((asset) => asset.state),
    ['trashed'],
  )
  const kinds = (await changes(ana, `cursor=${page.to}&wait=25000`)).changes.map(({ kind }) => kind)
  assert.deepEqual(kinds, ['asset', 'record'])
})

test('changes with wait answers an empty page when nothing happens, and ends when its client leaves', async () => {
  await using server = await startServer()
  const { ana, page } = await startWithPhotos(server, 1)
  assert.deepEqual((await changes(ana, `cursor=${page.to}&wait=30`)).changes, [])
  const leaving = new AbortController()
  const waiting = ana.inLibrary('GET', `changes?cursor=${page.to}&wait=25000`, { signal: leaving.signal })
  setTimeout(() => leaving.abort(), 20)
  assert.equal((await waiting).status, 200)
})

test('events tell the head at once, and again when it moves', async () => {
  await using server = await startServer()
  const { ana, line, first } = await startWithPhotos(server, 1)
  const reader = await openEvents(ana)
  // The device, a photo, and the row of the journal that tells of it.
  assert.equal(await reader.next(), 'event: poke\ndata: {"epoch":1,"head":3}\n\n')
  await line.push(line.request([line.numbered({ op: 'trash', args: { assetId: first } })]))
  assert.equal(await reader.next(), 'event: poke\ndata: {"epoch":1,"head":5}\n\n')
  await reader.leave()
})

test('events end when the device is removed, and a device holds a bounded number of them', async () => {
  await using server = await startServer()
  const { ana } = await startWithPhotos(server, 1)
  const other = await server.signIn('ana', 'Old phone')
  const held = await Promise.all(Array.from({ length: 16 }, () => openEvents(other)))
  await refusedWith('throttled', other.inLibrary('GET', 'events'))
  await Promise.all(held.map((reader) => reader.next()))
  await held[0]?.leave()
  const again = await openEvents(other)
  await again.next()
  await ana.call('DELETE', `devices/${other.session.deviceId}`)
  for (const reader of [again, ...held.slice(1)]) assert.equal(await reader.next(), null)
})

async function openEvents(member: Member) {
  const response = await member.inLibrary('GET', 'events')
  assert.equal(response.headers.get('content-type'), 'text/event-stream')
  const reader = response.body?.getReader()
  assert.ok(reader)
  return {
    next: async () => {
      const { done, value } = await reader.read()
      return done ? null : new TextDecoder().decode(value)
    },
    leave: () => reader.cancel(),
  }
}

const NO_ASSET = '7'.repeat(32) as AssetId

test('[S10] [S11] a page of long rows is no longer than a small device can read, and the next one goes on', async () => {
  await using server = await startServer()
  const { ana, line, first } = await startWithPhotos(server, 2)
  const captions = Array.from({ length: 500 }, (_, at) =>
    line.numbered({ op: 'setCaption', args: { assetId: first, value: String(at).padEnd(10_000, '.') } }),
  )
  await accepted(line.push(line.request(captions)))
  const seqs: number[] = []
  let rows = 0
  for (let cursor = '', complete = false; !complete; ) {
    const text = await (await ana.inLibrary('GET', `changes?limit=2000${cursor}`)).text()
    assert.ok(text.length < 6 * 1024 * 1024, `${text.length}`)
    const page = feedPageSchema.parse(JSON.parse(text))
    for (const change of page.changes)
      seqs.push(change.kind === 'asset' ? change.asset.seq : change.record.seq)
    rows += page.changes.filter(({ kind }) => kind === 'record').length
    complete = page.complete
    cursor = `&cursor=${page.to}`
  }
  assert.deepEqual(
    seqs,
    [...new Set(seqs)].toSorted((one, other) => one - other),
  )
  assert.deepEqual([rows > 60, seqs.length - rows], [true, 2])
})

test('[S10] a page of photos of which much is said is no longer than a small device can read', async () => {
  await using server = await startServer()
  const { ana, line, assetIds } = await startWithPhotos(server, 160)
  const captions = assetIds.map((assetId) =>
    line.numbered({ op: 'setCaption', args: { assetId, value: '山'.repeat(10_000) } }),
  )
  await accepted(line.push(line.request(captions)))
  const told: string[] = []
  for (let cursor = '', complete = false; !complete; ) {
    const text = await (await ana.inLibrary('GET', `changes?limit=2000${cursor}`)).text()
    assert.ok(Buffer.byteLength(text) < 6 * 1024 * 1024, `${Buffer.byteLength(text)}`)
    const page = feedPageSchema.parse(JSON.parse(text))
    told.push(...assetsIn(page.changes).map(({ id }) => id))
    complete = page.complete
    cursor = `&cursor=${page.to}`
  }
  assert.deepEqual(told.toSorted(), assetIds.toSorted())
})
