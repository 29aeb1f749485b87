import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database } from '@rollcall/platform-node'
import { openDatabase } from '@rollcall/platform-node'
import type { Asset, AssetId, ClientId } from '@rollcall/protocol'
import { pushResponseSchema } from '@rollcall/protocol'
import type { TestServer } from '../system/server/server-harness.ts'
import { answeredWith, createLine, startServer } from '../system/server/server-harness.ts'
import { median } from './median.ts'
import { syntheticAssets } from './synthetic-library.ts'

/*
 * What a mutation costs the server: read from a request, judged, written with its place in the feed and its line in the journal, and
 * committed so that it survives a power cut. The reference is what SQLite takes on the same disk, in the same minute, to replace
 * one row of JSON in place of each mutation, as many in a commit.
 */

const BATCHES = [1, 50, 500] as const

/** Mutations of one measurement, so that each takes about as long. */
const MUTATIONS_OF_BATCH: Readonly<Record<(typeof BATCHES)[number], number>> = {
  1: 60,
  50: 1_000,
  500: 3_000,
}

const ASSETS_OF_BATCHES = 10_000

/** Rows written in one turn when a library is filled. */
const FILL_ROWS = 5_000

/** Mutations per second into one library, at several batch sizes. */
export async function benchMutations({ rounds }: { readonly rounds: number }): Promise<void> {
  await using server = await startServer()
  const device = await openFilled(server, ASSETS_OF_BATCHES, 1)
  using bare = openBare()
  console.log(`mutations: favourites into one library of ${ASSETS_OF_BATCHES} (median of ${rounds})`)
  for (const batch of BATCHES) {
    const count = MUTATIONS_OF_BATCH[batch]
    const ours: number[] = []
    const reference: number[] = []
    for (let round = 0; round < rounds; round++) {
      ours.push(count / (await timed(() => device.favourites(count, batch))))
      reference.push(count / (await timed(async () => bare.replaceRows(count, batch))))
    }
    const [own, other] = [median(ours), median(reference)]
    console.log(
      `  batches of ${String(batch).padEnd(4)} ${perSecond(own)}   bare rows ${perSecond(other)}   ratio ${(own / other).toFixed(2)}`,
    )
  }
}

/** The cost of one favourite in libraries of several sizes, measured in turns. */
export async function benchLibrarySize({
  rounds,
  sizes,
}: {
  readonly rounds: number
  readonly sizes: readonly number[]
}): Promise<void> {
  const servers: TestServer[] = []
  try {
    const devices: Awaited<ReturnType<typeof openFilled>>[] = []
    for (const size of sizes) {
      const server = await startServer()
      servers.push(server)
      devices.push(await openFilled(server, size, 1))
    }
    const seconds = sizes.map((): number[] => [])
    for (const device of devices) await device.favourites(FAVOURITES, 1) // what is cold is not what is measured
    for (let round = 0; round < rounds * 10; round++) {
      for (const [index, device] of devices.entries()) {
        seconds[index]?.push((await timed(() => device.favourites(FAVOURITES, 1))) / FAVOURITES)
      }
    }
    const medians = seconds.map(median)
    console.log(
      `library size: one favourite, pushed by itself (median of ${rounds * 10} times ${FAVOURITES}, in turns)`,
    )
    for (const [index, size] of sizes.entries()) {
      const cost = medians[index] ?? Number.NaN
      const ratio = cost / (medians[0] ?? Number.NaN)
      console.log(
        `  ${String(size).padStart(9)} assets   ${(cost * 1000).toFixed(2)} ms   ratio to the smallest ${ratio.toFixed(2)}`,
      )
    }
  } finally {
    for (const server of servers) await server[Symbol.asyncDispose]()
  }
}

const FAVOURITES = 20

/** A library of so many assets on a server, and a device that marks favourites in it. */
async function openFilled(server: TestServer, assets: number, mark: number) {
  const libraryId = await server.addAccount(`account ${assets}`)
  const member = await server.signIn(`account ${assets}`)
  const ids: AssetId[] = []
  let rows: Asset[] = []
  const flush = async () => {
    await server.ports.store.write(libraryId, (writer) => {
      for (const row of rows) writer.putAsset({ ...row, no: writer.nextNo(), seq: writer.nextSeq() })
    })
    rows = []
  }
  for (const asset of syntheticAssets({ assets })) {
    ids.push(asset.id)
    rows.push(asset)
    if (rows.length === FILL_ROWS) await flush()
  }
  await flush()
  const line = createLine(member, mark.toString(16).padStart(32, '0') as ClientId)
  let done = 0

  return {
    /** Marks so many photos, far from each other, in batches of `batch`. */
    favourites: async (count: number, batch: number): Promise<void> => {
      for (let sent = 0; sent < count; sent += batch) {
        const mutations = Array.from({ length: Math.min(batch, count - sent) }, () => {
          const assetId = ids[(done++ * STRIDE) % ids.length]
          if (assetId === undefined) throw new Error('Cannot measure: the library is empty')
          return line.numbered({ op: 'setFavourite', args: { assetId, value: done % 2 === 0 } })
        })
        const request = line.request(
          mutations,
          `1.${(await server.ports.store.read(libraryId, (reader) => reader.library())).headSeq}`,
        )
        await answeredWith(200, pushResponseSchema, line.push(request))
      }
    },
  }
}

/** A step through the library that meets every asset: a prime. */
const STRIDE = 7_919

/** The same disk without a product: one table of JSON by key. */
function openBare() {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-bench-'))
  const database: Database = openDatabase(join(folder, 'bare.db'), [
    'CREATE TABLE asset (asset_id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;',
  ])
  const put = 'INSERT OR REPLACE INTO asset VALUES (?, ?)'
  const rows = [...syntheticAssets({ assets: ASSETS_OF_BATCHES })]
  database.transaction(() => {
    for (const row of rows) database.prepare(put).run(row.id, JSON.stringify(row))
  })
  let done = 0
  return {
    replaceRows: (count: number, batch: number) => {
      for (let written = 0; written < count; written += batch) {
        database.transaction(() => {
          for (let index = 0; index < Math.min(batch, count - written); index++) {
            const row = rows[(done++ * STRIDE) % rows.length]
            if (row !== undefined)
              database.prepare(put).run(row.id, JSON.stringify({ ...row, favourite: done % 2 === 0 }))
          }
        })
      }
    },
    [Symbol.dispose]: () => {
      database.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Seconds. */
async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return (performance.now() - startedAt) / 1000
}

function perSecond(rate: number): string {
  return `${Math.round(rate)}/s`.padStart(9)
}
