import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { PRIVATE_FILES_CASES } from '../contracts/private-files-cases.ts'
import { withoutChromium } from './find-chromium.ts'
import type { OpenChromium } from './open-chromium.ts'
import { openChromium } from './open-chromium.ts'
import type { ServedWorker } from './serve-worker.ts'
import { serveWorker } from './serve-worker.ts'

/** States that a browser has written when it is killed. */
const STATES_BEFORE_KILL = 25

describe('createOpfsFiles() keeps the contract of PrivateFiles, in Chromium', {
  skip: withoutChromium(),
}, () => {
  let served: ServedWorker
  let profile: string
  let browser: OpenChromium
  before(async () => {
    served = await serveWorker(fileURLToPath(new URL('opfs-worker.ts', import.meta.url)))
    profile = await mkdtemp(join(tmpdir(), 'rollcall-profile-'))
    browser = await openChromium(profile)
  })
  after(async () => {
    await browser.kill()
    await served.close()
    await rm(profile, { recursive: true, maxRetries: 5 })
  })

  async function openPage(): Promise<Page> {
    const page = await browser.context.newPage()
    await page.goto(served.url)
    return page
  }

  test('every claim of the contract', async (suite) => {
    const page = await openPage()
    for (const { claim } of PRIVATE_FILES_CASES)
      await suite.test(claim, async () => {
        await ask(page, 'check claim', claim)
      })
  })

  test('a browser that is killed shows the last state that it had written, whole, with its files', async () => {
    const page = await openPage()
    let written = 0
    await new Promise<void>((resolve, reject) => {
      const onState = (state: number) => {
        written = state
        if (state === STATES_BEFORE_KILL) resolve()
      }
      page
        .exposeFunction('onState', onState)
        .then(() => page.evaluate(writeStates))
        .catch(reject)
    })
    const wasWritten = written
    await browser.kill()
    browser = await openChromium(profile)
    const read = await ask(await openPage(), 'read state', '')
    assert.partialDeepStrictEqual(read, { isWhole: true, isBlockWhole: true })
    assert.ok(
      typeof read === 'object' && read !== null && 'state' in read && Number(read.state) >= wasWritten,
    )
  })

  test('sha256Of(), createBrowserSha256() and createBrowserHmac() say what Node says', async () => {
    const text = 'Das ist ein Bild, 1 Foto. 👍'
    const sum = createHash('sha256').update(text).digest('hex')
    const hmac = createHmac('sha256', Buffer.alloc(20, 0x0b)).update(text).digest('hex')
    assert.deepEqual(await ask(await openPage(), 'sum up', text), { whole: sum, pieces: sum, hmac })
  })

  test('gunzipWithin() unpacks up to its bound', async () => {
    const packed = gzipSync(new Uint8Array(100_000).fill(9)).toString('base64')
    assert.deepEqual(await ask(await openPage(), 'unpack', packed), { whole: 100_000, over: null, cut: null })
  })

  test('holdBrowserLock() gives a lock to one tab at a time, and to the next when that is gone', async () => {
    const [first, second] = [await openPage(), await openPage()]
    assert.equal(await ask(first, 'take lock', 'library'), true)
    assert.equal(await ask(second, 'take lock', 'library'), false)
    assert.equal(await ask(second, 'take lock', 'another'), true)
    await first.close()
    assert.equal(await ask(await openPage(), 'take lock', 'library'), true)
  })
})

/** Asks a new worker of the page. Rejects with what it threw. */
async function ask(page: Page, question: string, argument: string): Promise<unknown> {
  const { answer, failure } = await page.evaluate(
    ([question, argument]) =>
      new Promise<{ answer?: unknown; failure?: string }>((resolve) => {
        const worker = new Worker('/worker.js', { type: 'module' })
        worker.addEventListener('message', ({ data }) => resolve(data))
        worker.addEventListener('error', ({ message }) => resolve({ failure: message }))
        worker.postMessage({ ask: question, argument }, [])
      }),
    [question, argument] as const,
  )
  assert.equal(failure, undefined)
  return answer
}

/** Runs in the page. Has a worker write states, and tells the test of each. */
function writeStates(): void {
  const worker = new Worker('/worker.js', { type: 'module' })
  worker.addEventListener('message', ({ data }) => Reflect.get(globalThis, 'onState')(data.written))
  worker.postMessage({ ask: 'write states', argument: '' }, [])
}
