import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { DERIVATIVE_VERSION } from '@rollcall/media'
import type { LibraryId, Mutation } from '@rollcall/protocol'
import { createDeriver, createNodeServer, runDerivations } from '@rollcall/server'
import { clientId, createLine, shaOf, startServer } from '../system/server/server-harness.ts'
import type { Source } from './derivative-sources.ts'
import { distinctCopy, drawJpeg, findSource, isHeic12, isHevc1080 } from './derivative-sources.ts'
import { formatMs, median, quantile } from './median.ts'

const LOOK_EVERY_MS = 100
const MEMORY_EVERY_MS = 250

/** Files of each kind, by how long one takes. */
const COUNTS = { jpeg: 40, heic: 10, hevc: 3 } as const

/** What one run of the pipeline showed. */
interface Run {
  readonly seconds: number
  readonly peakMegabytes: number
  readonly apiMs: readonly number[]
}

/**
 * Makes derivatives as the server does, from originals in its store to rows in its feed, beside a bare loop over the image library
 * that makes the same pictures of the same files; and asks the server small questions meanwhile. HEIC and HEVC come out of
 * `media`, a folder of real files; without them those lines are left out and said so.
 */
export async function benchDerivatives({
  rounds,
  media,
}: {
  readonly rounds: number
  readonly media: string
}): Promise<void> {
  await benchKind('12 MP JPEG', await drawJpeg(), COUNTS.jpeg, rounds, true)
  await benchKind('12 MP HEIC', await findSource(media, isHeic12), COUNTS.heic, rounds)
  await benchKind('1080p HEVC, poster and stream', await findSource(media, isHevc1080), COUNTS.hevc, 1)
}

async function benchKind(
  what: string,
  source: Source | null,
  count: number,
  rounds: number,
  hasReference = false,
): Promise<void> {
  if (source === null) {
    console.log(`derivatives: no ${what} here; give a folder that has one with --media`)
    return
  }
  const references: number[] = []
  const runs: Run[] = []
  for (let round = 0; round < rounds; round++) {
    if (hasReference) references.push(measureReference(source, count))
    runs.push(await runPipeline(source, count, false))
  }
  // Questions take time from the pipeline, so they are asked in a run of their own.
  const { apiMs } = await runPipeline(source, count, true)
  const seconds = median(runs.map((run) => run.seconds))
  const megabytes = (source.bytes.length / 1e6).toFixed(1)
  console.log(`derivatives: ${count} × ${what}, ${megabytes} MB each (median of ${rounds})`)
  console.log(`  pipeline               ${(count / seconds).toFixed(2)} a second`)
  if (hasReference) {
    console.log(`  bare loop over sharp   ${(count / median(references)).toFixed(2)} a second`)
    const ratios = references.map((reference, round) => reference / (runs[round]?.seconds ?? Number.NaN))
    console.log(
      `  ratio of speeds        ${median(ratios).toFixed(2)} (${ratios.map((ratio) => ratio.toFixed(2)).join(', ')})`,
    )
  }
  console.log(
    `  server and worker      ${Math.round(Math.max(...runs.map((run) => run.peakMegabytes)))} MB resident at most`,
  )
  console.log(
    `  API meanwhile          p50 ${formatMs(median(apiMs))}   p99 ${formatMs(quantile(apiMs, 0.99))}   of ${apiMs.length}`,
  )
}

function measureReference(source: Source, count: number): number {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'))
  try {
    const files = Array.from({ length: count }, (_, number) => {
      const { name, bytes } = distinctCopy(source, number)
      writeFileSync(join(folder, name), bytes)
      return join(folder, name)
    })
    mkdirSync(join(folder, 'out'))
    const loop = join(import.meta.dirname, 'bare-image-loop.ts')
    const printed = execFileSync(process.execPath, [loop, join(folder, 'out'), ...files], {
      encoding: 'utf8',
    })
    return Number(printed)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** One file warms the worker up; then the clock starts. */
async function runPipeline(source: Source, count: number, isProbed: boolean): Promise<Run> {
  await using server = await startServer()
  const libraryId = await server.addAccount('ana')
  const ana = await server.signIn('ana')
  const listening = createNodeServer(server.app, () => undefined)
  await once(listening.listen(0, '127.0.0.1'), 'listening')
  const address = listening.address()
  const port = typeof address === 'object' ? address?.port : null
  const url = `http://127.0.0.1:${port}/api/v1/libraries/${libraryId}/changes?limit=1`
  const line = createLine(ana, clientId(1))
  const creates: Mutation[] = []
  for (let number = 0; number <= count; number++) {
    const { name, bytes } = distinctCopy(source, number)
    await store(server, libraryId, bytes)
    creates.push(named(line.create(bytes), name))
  }
  const record = async (mutations: readonly Mutation[]) => {
    await (await line.push(line.request(mutations))).arrayBuffer()
  }
  const untilDone = async () => {
    while (!(await isAllDone(server, libraryId))) await sleep(LOOK_EVERY_MS)
  }
  const deriver = createDeriver({ clock: server.ports.clock })
  const stop = new AbortController()
  const running = runDerivations({ ...server.ports, deriver }, stop.signal)
  await record(creates.slice(0, 1))
  await untilDone()
  const probe = isProbed ? startProbe(url, ana.session.token) : null
  const memory = watchMemory()
  const startedAt = performance.now()
  await record(creates.slice(1))
  await untilDone()
  const seconds = (performance.now() - startedAt) / 1_000
  const apiMs = (await probe?.end()) ?? []
  const peakMegabytes = memory.stop()
  stop.abort()
  await running
  await deriver.close()
  await server.ports.derivativeFiles.close()
  listening.closeAllConnections()
  listening.close()
  return { seconds, peakMegabytes, apiMs }
}

function named(create: Mutation, name: string): Mutation {
  if (create.op !== 'create') return create
  const resources = create.args.resources.map((resource) => ({ ...resource, name }))
  return { ...create, args: { ...create.args, resources } }
}

function startProbe(url: string, token: string) {
  const probe = spawn(process.execPath, [join(import.meta.dirname, 'probe-api.ts'), url, token])
  const printed = text(probe.stdout)
  return {
    end: async (): Promise<readonly number[]> => {
      probe.stdin.end()
      return JSON.parse(await printed)
    },
  }
}

type Server = Awaited<ReturnType<typeof startServer>>

/** As an upload does, without its limit of size. */
async function store(server: Server, libraryId: LibraryId, bytes: Buffer): Promise<void> {
  const sha256 = shaOf(bytes)
  async function* body() {
    yield bytes
  }
  await server.ports.blobs.store(sha256, bytes.length, body())
  await server.ports.store.write(libraryId, (writer) =>
    writer.putBlob({ sha256, bytes: bytes.length, state: 'durable', verifiedAt: 0 }),
  )
}

async function isAllDone(server: Server, libraryId: LibraryId): Promise<boolean> {
  return await server.ports.store.read(
    libraryId,
    (reader) => reader.derivationWork(DERIVATIVE_VERSION, Number.MAX_SAFE_INTEGER, 1, 1).length === 0,
  )
}

/** Looks at the resident memory of this process and of the worker that it started. Cheaply, or it would slow down what it looks at. */
function watchMemory() {
  const worker = findWorker()
  let peak = 0
  const look = () => {
    const own = process.memoryUsage.rss() / 1024 ** 2
    peak = Math.max(peak, own + (worker === null ? 0 : residentMegabytes(worker)))
  }
  const timer = setInterval(look, MEMORY_EVERY_MS)
  return {
    stop: (): number => {
      clearInterval(timer)
      return peak
    },
  }
}

function findWorker(): number | null {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n')
  const row = rows.find((line) => {
    const [, parent] = line.trim().split(/\s+/)
    return Number(parent) === process.pid && line.includes('worker-main')
  })
  return row === undefined ? null : Number(row.trim().split(/\s+/)[0])
}

function residentMegabytes(pid: number): number {
  if (process.platform !== 'linux') {
    return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024
  }
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) / 1024
}
