import {
  createBrowserHmac,
  createBrowserSha256,
  createOpfsFiles,
  gunzipWithin,
  holdBrowserLock,
  sha256Of,
} from '@rollcall/platform-browser'
import { PRIVATE_FILES_CASES } from '../contracts/private-files-cases.ts'

/*
 * Runs in a dedicated worker of a real browser. Each message asks one question of the list below, with one argument, and is answered by one
 * message; `write states` tells of each state once it is written, until the browser is killed.
 */

const QUESTIONS: Readonly<Record<string, (argument: string) => Promise<unknown>>> = {
  'check claim': async (claim) => {
    const found = PRIVATE_FILES_CASES.find((each) => each.claim === claim)
    if (found === undefined) throw new Error('there is no such claim')
    const folder = (await sha256Of(new TextEncoder().encode(claim))).slice(0, 16)
    const open = () => openFiles(folder)
    await found.check(await open(), open)
  },
  'write states': async () => {
    const files = await openFiles('states')
    for (let state = 1; ; state++) {
      await files.writeWhole(`block-${state}`, new Uint8Array(STATE_BYTES).fill(state % 251))
      await files.writeState(new TextEncoder().encode(`${state} `.repeat(5_000)))
      tell({ written: state })
    }
  },
  'read state': async () => {
    const files = await openFiles('states')
    const words = new TextDecoder()
      .decode((await files.readState()) ?? new Uint8Array())
      .trim()
      .split(' ')
    const [state = 'none'] = words
    const block = (await files.read(`block-${state}`)) ?? new Uint8Array()
    return {
      state: Number(state),
      isWhole: words.length === 5_000 && words.every((word) => word === state),
      isBlockWhole: block.length === STATE_BYTES && block.every((byte) => byte === Number(state) % 251),
    }
  },
  'sum up': async (text) => {
    const bytes = new TextEncoder().encode(text)
    const running = await createBrowserSha256()
    for (const byte of bytes) running.update(new Uint8Array([byte]))
    const hmac = await createBrowserHmac()
    return { whole: await sha256Of(bytes), pieces: running.digestHex(), hmac: hmac('0b'.repeat(20), text) }
  },
  unpack: async (base64) => {
    const file = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
    const lengthOf = (bytes: Uint8Array | null) => bytes?.length ?? null
    return {
      whole: lengthOf(await gunzipWithin(file, 100_000)),
      over: lengthOf(await gunzipWithin(file, 99_999)),
      cut: lengthOf(await gunzipWithin(file.slice(0, -4), 100_000)),
    }
  },
  'take lock': async (name) => (await holdBrowserLock(name, 'now')) !== null,
}

/** Enough that a kill may come in the middle of it. */
const STATE_BYTES = 200_000

async function openFiles(folder: string) {
  const files = await createOpfsFiles(folder)
  if (files === null) throw new Error('this browser has no private file system')
  return files
}

globalThis.addEventListener('message', async ({ data }: MessageEvent<{ ask: string; argument: string }>) => {
  try {
    tell({ answer: await QUESTIONS[data.ask]?.(data.argument) })
  } catch (cause) {
    tell({
      failure: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause),
    })
  }
})

/** What a worker tells goes to its page, whose origin is its own. */
function tell(words: object): void {
  globalThis.postMessage(words, { transfer: [] })
}
