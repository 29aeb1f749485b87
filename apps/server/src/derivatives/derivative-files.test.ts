import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createNodeDisk, createSystemRandom } from '@rollcall/platform-node'
import type { Sha256 } from '@rollcall/protocol'
import type { DerivativeFiles } from './derivative-files.ts'
import { createDerivativeFiles, isPacked } from './derivative-files.ts'
import type { MadeFile } from './deriver.ts'

const SHA256 = 'ab'.repeat(32) as Sha256

async function withFiles(check: (files: DerivativeFiles, root: string) => Promise<void>): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'rollcall-derivatives-'))
  const files = createDerivativeFiles({ disk: createNodeDisk(), random: createSystemRandom(), root })
  try {
    await check(files, root)
  } finally {
    await files.close()
    await rm(root, { recursive: true })
  }
}

function made(kind: MadeFile['kind'], path: string, bytes: number): MadeFile {
  return { kind, path, bytes, width: 4, height: 3, mime: 'image/webp' }
}

async function contentOf(files: DerivativeFiles, file: string, from: number, to: number): Promise<string> {
  const opened = await files.open({ file })
  assert.ok(opened !== null)
  const blocks: Uint8Array[] = []
  for await (const block of opened.read(from, to)) blocks.push(block)
  return Buffer.concat(blocks).toString()
}

test('keep() packs small derivatives one after the other, and finds each again', () =>
  withFiles(async (files, root) => {
    const texts = Array.from({ length: 20 }, (_, number) => `thumbnail ${number}`.repeat(number + 1))
    const places = await Promise.all(
      texts.map((text) => {
        const bytes = new TextEncoder().encode(text)
        return files.keep(SHA256, made('small', 'unused', bytes.length), bytes)
      }),
    )
    for (const [index, { file, position }] of places.entries()) {
      const text = texts[index] ?? ''
      assert.equal(await contentOf(files, file, position, position + text.length), text)
    }
    assert.equal((await readdir(join(root, 'derivatives/packs'))).length, 1)
  }))

test('keep() moves a preview to a file of its own', () =>
  withFiles(async (files) => {
    const place = await files.withWorkFolder(async (folder) => {
      await writeFile(join(folder, 'preview'), 'a preview')
      const preview = made('preview', `${folder}/preview`, 9)
      assert.equal(isPacked(preview), false)
      return files.keep(SHA256, preview, null)
    })
    assert.equal(place.file, `files/ab/ab/${SHA256}-preview-v1`)
    assert.equal(await contentOf(files, place.file, 0, 9), 'a preview')
  }))

test('withWorkFolder() lends empty folders, each to one job at a time, and empties them', () =>
  withFiles(async (files, root) => {
    await mkdir(join(root, 'derivatives/work/0'), { recursive: true })
    await writeFile(join(root, 'derivatives/work/0/left'), 'by a killed process')
    const lent = await Promise.all(
      [1, 2].map((number) =>
        files.withWorkFolder(async (folder) => {
          assert.deepEqual(await readdir(folder), [])
          await writeFile(join(folder, 'half'), String(number))
          return folder
        }),
      ),
    )
    assert.equal(new Set(lent).size, 2)
    for (const folder of lent) assert.deepEqual(await readdir(folder), [])
  }))

test('open() answers null for what is gone, and readMade() the whole of a made file', () =>
  withFiles(async (files, root) => {
    assert.equal(await files.open({ file: 'packs/none.pack' }), null)
    const path = join(root, 'made')
    await writeFile(path, 'whole')
    assert.deepEqual(Buffer.from(await files.readMade(made('small', path, 5))), await readFile(path))
  }))
