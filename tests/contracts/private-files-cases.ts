import type { PrivateFiles } from '@rollcall/sync'

/** A claim about private files, checked on fresh ones; `reopen` opens the same files anew. Throws when it does not hold. */
export interface PrivateFilesCase {
  readonly claim: string
  readonly check: (files: PrivateFiles, reopen: () => Promise<PrivateFiles>) => Promise<void>
}

/**
 * What every `PrivateFiles` does alike, as a list that a browser can run as well as Node: it uses nothing of either.
 */
export const PRIVATE_FILES_CASES: readonly PrivateFilesCase[] = [
  {
    claim: 'a file that was written is read as a whole and in parts, also after it was opened anew',
    check: async (files, reopen) => {
      await files.writeWhole('block-1', bytesOf('hello'))
      for (const opened of [files, await reopen()]) {
        same(await opened.read('block-1'), 'hello')
        same(await opened.readPart('block-1', 1, 3), 'ell')
        same(await opened.readPart('block-1', 3, 10), 'lo')
        same(await opened.readPart('block-1', 9, 10), '')
        equal(await opened.sizeOf('block-1'), 5)
      }
    },
  },
  {
    claim: 'a file that is not there is null, and removing it no failure',
    check: async (files) => {
      equal(await files.read('none'), null)
      equal(await files.readPart('none', 0, 5), null)
      equal(await files.sizeOf('none'), null)
      await files.remove('none')
      equal(await files.read('none'), null)
    },
  },
  {
    claim: 'writeWhole() leaves nothing of a longer file that was there before, and takes an empty one',
    check: async (files) => {
      await files.writeWhole('a', bytesOf('long before'))
      await files.writeWhole('a', bytesOf('new'))
      same(await files.read('a'), 'new')
      await files.writeWhole('a', new Uint8Array(0))
      same(await files.read('a'), '')
    },
  },
  {
    claim: 'append() writes at the end, and begins a file',
    check: async (files, reopen) => {
      await files.append('log', bytesOf('one,'))
      await files.append('log', bytesOf('two,'))
      same(await files.read('log'), 'one,two,')
      const again = await reopen()
      await again.append('log', bytesOf('three'))
      same(await again.read('log'), 'one,two,three')
    },
  },
  {
    claim: 'calls for one name take effect in their order',
    check: async (files) => {
      const calls = Array.from({ length: 20 }, (_, index) => files.append('log', bytesOf(`${index} `)))
      const whole = files.read('log')
      const gone = files.remove('log')
      const after = files.read('log')
      await Promise.all(calls)
      same(await whole, `${Array.from({ length: 20 }, (_, index) => index).join(' ')} `)
      await gone
      equal(await after, null)
    },
  },
  {
    claim: 'what is read does not change when the file does',
    check: async (files) => {
      await files.writeWhole('a', bytesOf('before'))
      const before = await files.read('a')
      await files.writeWhole('a', bytesOf('after!'))
      same(before, 'before')
    },
  },
  {
    claim: 'list() names every file that is there, and no other',
    check: async (files, reopen) => {
      equal((await files.list()).length, 0)
      await Promise.all(['b', 'a.1', 'c-2'].map((name) => files.writeWhole(name, bytesOf(name))))
      await files.writeState(bytesOf('state'))
      await files.remove('b')
      for (const opened of [files, await reopen()]) equal((await opened.list()).toSorted().join(), 'a.1,c-2')
    },
  },
  {
    claim: 'a name that not every system takes is refused, and nothing changed',
    check: async (files) => {
      for (const name of ['', '.', '..', 'a/b', '../a', 'A', 'a b', 'ä', '-a', 'a.', 'x'.repeat(101)]) {
        for (const call of [
          () => files.read(name),
          () => files.readPart(name, 0, 1),
          () => files.writeWhole(name, bytesOf('x')),
          () => files.append(name, bytesOf('x')),
          () => files.remove(name),
          () => files.sizeOf(name),
        ])
          equal(await kindOfFailure(call), 'name_refused')
      }
      equal((await files.list()).length, 0)
    },
  },
  {
    claim: 'the state is the one written last, also after it was opened anew',
    check: async (files, reopen) => {
      equal(await files.readState(), null)
      for (const text of ['one', 'two', '', 'four']) {
        await files.writeState(bytesOf(text))
        same(await files.readState(), text)
        same(await (await reopen()).readState(), text)
      }
      const again = await reopen()
      await again.writeState(bytesOf('five'))
      same(await (await reopen()).readState(), 'five')
    },
  },
  {
    claim: 'removeState() forgets the state and keeps the files',
    check: async (files, reopen) => {
      await files.writeWhole('a', bytesOf('a'))
      await files.writeState(bytesOf('one'))
      await files.writeState(bytesOf('two'))
      await files.removeState()
      for (const opened of [files, await reopen()]) {
        equal(await opened.readState(), null)
        same(await opened.read('a'), 'a')
      }
    },
  },
  {
    claim: 'a file of some megabytes comes back as it was',
    check: async (files) => {
      const bytes = new Uint8Array(3 * 1024 * 1024 + 17)
      for (let at = 0; at < bytes.length; at++) bytes[at] = (at * 31 + (at >> 8)) & 0xff
      await files.writeWhole('large', bytes.subarray(0, 2_000_001))
      await files.append('large', bytes.subarray(2_000_001))
      const read = await files.read('large')
      equal(read?.length, bytes.length)
      equal(
        read?.findIndex((byte, at) => byte !== bytes[at]),
        -1,
      )
    },
  },
]

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function same(bytes: Uint8Array | null, text: string): void {
  equal(bytes === null ? null : new TextDecoder().decode(bytes), text)
}

function equal(actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Error(`expected ${String(expected)}, got ${String(actual)}`)
}

async function kindOfFailure(call: () => Promise<unknown>): Promise<unknown> {
  try {
    await call()
  } catch (failure) {
    return failure instanceof Error && 'kind' in failure ? failure.kind : failure
  }
  return 'no failure'
}
