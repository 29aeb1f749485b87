import type { Asset } from '@rollcall/protocol'
import { createSqliteStore } from '@rollcall/server'
import { syntheticAssets } from './synthetic-library.ts'

/** Rows written in one turn. */
const FILL_ROWS = 5_000

/** Writes a synthetic library of `size` assets straight into the store of a running server, for its first account. */
export async function fillLibrary(path: string, size: number): Promise<void> {
  const store = createSqliteStore(path)
  const [account] = await store.accounts.list()
  if (account === undefined) throw new Error('Cannot fill library: the server has no account')
  let rows: Asset[] = []
  const flush = async () => {
    await store.write(account.libraryId, (writer) => {
      for (const row of rows) writer.putAsset({ ...row, no: writer.nextNo(), seq: writer.nextSeq() })
    })
    rows = []
  }
  for (const asset of syntheticAssets({ assets: size })) {
    rows.push(asset)
    if (rows.length === FILL_ROWS) await flush()
  }
  await flush()
  await store.close()
}
