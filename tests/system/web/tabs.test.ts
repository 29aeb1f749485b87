import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { LibraryClient, LibraryEngine, Port, TabChannel } from '@rollcall/web'
import { createPageClient, runRelay } from '@rollcall/web'
import { bytesOf, clientId, createLine, shaOf, startServer } from '../server/server-harness.ts'
import { createIntent, ports, runEngine } from './web-harness.ts'

const folder = await mkdtemp(join(tmpdir(), 'rollcall-tabs-'))
after(() => rm(folder, { recursive: true, force: true }))

/** A lock that one holds at a time, in the order in which they came. */
function createLock() {
  let last = Promise.resolve()
  return () => {
    let release: () => void = () => undefined
    const before = last
    last = new Promise<void>((resolve) => {
      release = resolve
    })
    return { held: before, release }
  }
}

interface Tab {
  readonly client: LibraryClient
  /** As the browser does it: nothing comes from it any more, and the lock is free. */
  readonly close: () => Promise<void>
  /** It hears nothing of the other tabs any more, as one that is about to end. */
  readonly deafen: () => void
}

function openTab(
  channelName: string,
  lock: ReturnType<typeof createLock>,
  open: () => Promise<LibraryEngine>,
): Tab {
  const { port1, port2 } = new MessageChannel()
  const channel = new BroadcastChannel(channelName)
  const post = channel.postMessage.bind(channel)
  let isDeaf = false
  let isClosed = false
  let engine: LibraryEngine | null = null
  const portOf = (port: MessagePort): Port => ({
    post: port.postMessage.bind(port),
    onMessage: (listener) => {
      port.addEventListener('message', (event) => listener((event as MessageEvent).data))
      port.start()
    },
  })
  const tabs: TabChannel = {
    post: (message) => {
      if (!isClosed) post(message)
    },
    onMessage: (listener) => {
      channel.addEventListener('message', (event) => {
        if (!isDeaf) listener((event as MessageEvent).data)
      })
    },
  }
  const turn = lock()
  void runRelay({
    page: portOf(port2),
    tabs,
    clock: ports.clock,
    takeOver: () => turn.held,
    openEngine: async () => {
      engine = await open()
      return engine
    },
  })
  const { client } = createPageClient(portOf(port1), ports.random)
  return {
    client,
    deafen: () => {
      isDeaf = true
    },
    close: async () => {
      isClosed = true
      channel.close()
      port1.close()
      port2.close()
      await engine?.close()
      turn.release()
    },
  }
}

function until(client: LibraryClient, isSo: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!isSo()) return
      end()
      resolve()
    }
    const end = client.subscribe(look)
    look()
  })
}

test('runRelay() lets one tab keep the library, and the next one take over with what was not answered', async () => {
  await using server = await startServer()
  await server.addAccount('ana')
  const member = await server.signIn('ana')
  const line = createLine(member, clientId(1))
  const bytes = bytesOf(1)
  await member.put(bytes)
  const assetId = line.assetIdOf(shaOf(bytes))
  const made = createIntent(assetId, shaOf(bytes), bytes.length, 0)
  await line.push(line.request([line.numbered(made)]))

  const lock = createLock()
  const at = join(folder, 'one')
  let opened = 0
  const open = async () => {
    opened++
    return (await runEngine(server, member, at)).engine
  }
  const first = openTab('tabs-1', lock, open)
  const second = openTab('tabs-1', lock, open)
  for (const { client } of [first, second]) await until(client, () => client.state().assets === 1)
  assert.equal(opened, 1)

  const { handles } = await second.client.timeline({ kind: 'library' })
  assert.equal((await second.client.cells(handles))[0]?.assetId, assetId)
  const done = await second.client.act([{ op: 'setCaption', args: { assetId, value: 'by the second' } }])
  assert.equal(done.kind, 'done')
  assert.equal((await first.client.asset(assetId))?.caption, 'by the second')

  first.deafen()
  const asked = second.client.act([{ op: 'setFavourite', args: { assetId, value: true } }])
  await first.close()
  assert.equal((await asked).kind, 'done')
  assert.equal(opened, 2)
  assert.equal((await second.client.asset(assetId))?.favourite, true)
  assert.equal((await second.client.asset(assetId))?.caption, 'by the second')
  await second.close()
})

test('createPageClient() rejects what is asked of a worker that is gone', async () => {
  const posted: unknown[] = []
  const { client, lose } = createPageClient(
    { post: (message) => posted.push(message), onMessage: () => undefined },
    ports.random,
  )
  const asked = client.albums()
  lose('it has ended')
  await assert.rejects(asked, /Cannot albums: it has ended/)
  await assert.rejects(client.devices(), /Cannot devices: it has ended/)
  assert.equal(posted.length, 1)
})
