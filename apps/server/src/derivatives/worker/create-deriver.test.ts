import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { crc32, deflateSync } from 'node:zlib'
import { createSystemClock } from '@rollcall/platform-node'
import type { Sha256 } from '@rollcall/protocol'
import sharp from 'sharp'
import type { DeriveJob, Deriver, DeriveResult } from '../deriver.ts'
import { createDeriver } from './create-deriver.ts'

const MIB = 1024 * 1024
const TRIAL = fileURLToPath(new URL('./worker-trial.ts', import.meta.url))
const NEVER = new AbortController().signal

let root = ''
let folders = 0

before(async () => {
  root = await mkdtemp(join(tmpdir(), 'rollcall-deriver-'))
})

after(async () => {
  await rm(root, { recursive: true, force: true })
})

async function jobOf(name: string, bytes?: Uint8Array): Promise<DeriveJob> {
  const outFolder = join(root, `out-${folders++}`)
  await mkdir(outFolder)
  const path = join(outFolder, '..', `${folders}-${basename(name)}`)
  if (bytes !== undefined) await writeFile(path, bytes)
  const sha256 = 'ab'.repeat(32) as Sha256
  const file = { path, name, modifiedAt: 0, sha256, bytes: bytes?.length ?? 0 }
  return { wants: 'stills', ...file, recipe: null, outFolder }
}

function codeOf({ outcome }: DeriveResult): string {
  return outcome.kind === 'failed' ? outcome.code : outcome.kind
}

describe('createDeriver() with a process that does as it is told', () => {
  const memoryMaxBytes = 300 * MIB
  const options = { clock: createSystemClock(), jobsAtOnce: 3, memoryMaxBytes, workerEntry: TRIAL }
  let deriver: Deriver
  let hasty: Deriver

  before(() => {
    deriver = createDeriver(options)
    hasty = createDeriver({ ...options, timeMaxMs: { stills: 1000, stream: 1000 } })
  })

  after(async () => {
    await Promise.all([deriver.close(), hasty.close()])
  })

  for (const [name, code] of [
    ['spin', 'out_of_time'],
    ['eat', 'out_of_memory'],
    ['abort', 'crashed'],
  ] as const) {
    it(`createDeriver() blames the job that does '${name}', leaves nothing of it, and does the others`, async () => {
      const jobs = await Promise.all(['a', name, 'b', 'c', 'd'].map((job) => jobOf(job)))
      const chosen = code === 'out_of_time' ? hasty : deriver
      const results = await Promise.all(jobs.map((job) => chosen.derive(job, NEVER)))
      assert.deepEqual(results.map(codeOf), ['corrupt_source', code, ...Array(3).fill('corrupt_source')])
      assert.deepEqual(await readdir(jobs[1]?.outFolder ?? ''), [])
    })
  }

  it('createDeriver() rejects when the file is not to blame', async () => {
    await assert.rejects(deriver.derive(await jobOf('break'), NEVER), /the disk is full/)
  })

  it('createDeriver() lets go of jobs that are aborted, and their places are free again', async () => {
    const controller = new AbortController()
    const jobs = await Promise.all(Array.from({ length: 6 }, () => jobOf('stay')))
    const staying = jobs.map((job) => assert.rejects(deriver.derive(job, controller.signal), /enough/))
    controller.abort(new Error('enough'))
    await Promise.all(staying)
    assert.equal(codeOf(await deriver.derive(await jobOf('next'), NEVER)), 'corrupt_source')
    await assert.rejects(deriver.derive(await jobOf('late'), controller.signal), /enough/)
  })

  it('createDeriver() rejects what is on its way when it is closed, and everything after', async () => {
    const closed = createDeriver({ clock: createSystemClock(), workerEntry: TRIAL })
    const rejected = assert.rejects(closed.derive(await jobOf('stay'), NEVER), /closed/)
    await closed.close()
    await rejected
    await assert.rejects(closed.derive(await jobOf('stay'), NEVER), /closed/)
  })

  it('createDeriver() rejects when its process does not start', async () => {
    const broken = createDeriver({ clock: createSystemClock(), workerEntry: join(root, 'nowhere.ts') })
    await assert.rejects(broken.derive(await jobOf('a'), NEVER), /does not start/)
    await broken.close()
  })
})

describe('createDeriver() with real files', () => {
  let deriver: Deriver

  before(() => {
    deriver = createDeriver({ clock: createSystemClock(), jobsAtOnce: 2 })
  })

  after(async () => {
    await deriver.close()
  })

  it('createDeriver() makes three pictures of a photo, under its limit of memory', async () => {
    const jpeg = await sharp({ create: { width: 800, height: 600, channels: 3, background: '#336699' } })
      .jpeg()
      .toBuffer()
    const job = await jobOf('IMG_0001.JPG', jpeg)
    const { facts, outcome, isStreamNeeded } = await deriver.derive(job, NEVER)
    assert.equal(facts?.type, 'image/jpeg')
    assert.equal(isStreamNeeded, false)
    assert(outcome.kind === 'made')
    assert.deepEqual([outcome.width, outcome.height, outcome.from], [800, 600, 'original'])
    assert.deepEqual(
      outcome.files.map(({ kind, width, height }) => [kind, width, height]),
      [
        ['small', 160, 120],
        ['medium', 320, 240],
        ['preview', 800, 600],
      ],
    )
    for (const { path, bytes } of outcome.files) assert.equal((await stat(path)).size, bytes)
    assert.match(outcome.colour ?? '', /^#3[0-9a-f]6[0-9a-f]9[0-9a-f]$/)
  })

  it('createDeriver() tells why hostile files have no pictures, and does the sound one between them', async () => {
    const whole = await sharp({ create: { width: 640, height: 480, channels: 3, background: '#aa3311' } })
      .jpeg()
      .toBuffer()
    const files: readonly (readonly [string, Uint8Array, string])[] = [
      ['flood.png', declarePng(50_000, 50_000), 'too_many_pixels'],
      ['empty.jpg', new Uint8Array(), 'corrupt_source'],
      ['page.jpg', new TextEncoder().encode('<html><script>alert(1)</script></html>'), 'corrupt_source'],
      ['drawing.png', new TextEncoder().encode(EXTERNAL_SVG), 'unsupported_codec'],
      ['whole.png', whole, 'made'],
      ['cut.heic', new TextEncoder().encode('\0\0\0\u0018ftypheic\0\0\0\0mif1heic'), 'corrupt_source'],
      [
        'noise.jpg',
        Uint8Array.from({ length: 4_000 }, (_, index) => (index * 7_919) % 251),
        'corrupt_source',
      ],
    ]
    const results = await Promise.all(
      files.map(async ([name, bytes]) => deriver.derive(await jobOf(name, bytes), NEVER)),
    )
    assert.deepEqual(
      results.map((result, index) => [files[index]?.[0], codeOf(result)]),
      files.map(([name, , code]) => [name, code]),
    )
    assert(results.every(({ facts }) => facts !== null))
  })

  it('[R9] createDeriver() shows what is left of a truncated photo, and says that it is not whole', async () => {
    const noise = Uint8Array.from({ length: 600 * 400 * 3 }, (_, index) => (index * 40_503) >> 8)
    const jpeg = await sharp(noise, { raw: { width: 600, height: 400, channels: 3 } })
      .jpeg()
      .toBuffer()
    const job = await jobOf('cut.jpg', jpeg.subarray(0, jpeg.length / 2))
    const { facts, outcome } = await deriver.derive(job, NEVER)
    assert.equal(outcome.kind, 'made')
    assert(facts?.warnings.includes('Part of the picture cannot be read'))
  })

  it('createDeriver() rejects when the file is not there, and leaves no file behind', async () => {
    const job = await jobOf('gone.jpg')
    await assert.rejects(deriver.derive({ ...job, path: join(root, 'gone.jpg') }, NEVER), /ENOENT/)
    assert.deepEqual(await readdir(job.outFolder), [])
  })

  it('createDeriver() gives its process nothing of this one, and a lower priority', {
    skip: !existsSync('/proc/self/environ'),
  }, async () => {
    process.env['ROLLCALL_TEST_SECRET'] = 'secret'
    await deriver.derive(await jobOf('a.jpg', new Uint8Array(3)), NEVER)
    const [pid = ''] = await listChildren('worker-main.ts')
    assert.doesNotMatch(await readFile(`/proc/${pid}/environ`, 'utf8'), /SECRET|HOME|PATH/)
    const [, , ...fields] = (await readFile(`/proc/${pid}/stat`, 'utf8')).replace(/\(.*\)/, 'x').split(' ')
    assert.equal(fields[16], '10')
  })
})

const EXTERNAL_SVG =
  '<?xml version="1.0"?><!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/hostname">]><svg xmlns="http://www.w3.org/2000/svg"><text>&x;</text></svg>'

/** A PNG that declares this size and holds next to nothing. */
function declarePng(width: number, height: number): Uint8Array {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const chunk = (type: string, content: Uint8Array) => {
    const bytes = Buffer.alloc(12 + content.length)
    bytes.writeUInt32BE(content.length, 0)
    bytes.write(type, 4, 'latin1')
    bytes.set(content, 8)
    bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + content.length)), 8 + content.length)
    return bytes
  }
  const magic = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10)
  return Buffer.concat([
    magic,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(64))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

async function listChildren(program: string): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found: string[] = []
  for (const pid of pids) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
    if (command.includes(program) && status.includes(`PPid:\t${process.pid}\n`)) found.push(pid)
  }
  return found
}
