import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { benchBootstrap } from './bench-bootstrap.ts'
import { benchDerivatives } from './bench-derivatives.ts'
import { benchLibrarySize, benchMutations } from './bench-mutations.ts'
import { benchOptimise } from './bench-optimise.ts'
import { benchPropagation } from './bench-propagation.ts'
import { benchSearch } from './bench-search.ts'
import { benchServer } from './bench-server.ts'
import { benchStatement } from './bench-statement.ts'
import { benchStorage } from './bench-storage.ts'
import { benchUpload } from './bench-upload.ts'
import { benchWeb } from './bench-web.ts'

/*
 * `npm run bench [-- NAME…] [--rounds N] [--photos N] [--assets N,N…] [--megabytes N] [--media DIR]`. Prints ratios against a reference that ran in the same minute on the
 * same disk: absolute figures of a shared machine say little.
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    photos: { type: 'string', default: '500' },
    assets: { type: 'string', default: '10000,100000' },
    megabytes: { type: 'string', default: '300' },
    media: { type: 'string', default: join(import.meta.dirname, '../../../shared/media/dev') },
  },
})
const rounds = Number(values.rounds)
const photos = Number(values.photos)

const BENCHES: Readonly<Record<string, () => Promise<void>>> = {
  server: () => benchServer({ rounds }),
  upload: () => benchUpload({ rounds, photos }),
  derivatives: () => benchDerivatives({ rounds, media: values.media }),
  mutations: () => benchMutations({ rounds }),
  'library-size': () => benchLibrarySize({ rounds, sizes: [1_000, 100_000, 1_000_000] }),
  search: () => benchSearch({ rounds, sizes: values.assets.split(',').map(Number) }),
  bootstrap: () => benchBootstrap({ sizes: values.assets.split(',').map(Number) }),
  storage: () => benchStorage({ sizes: values.assets.split(',').map(Number) }),
  statement: () => benchStatement({ sizes: values.assets.split(',').map(Number) }),
  propagation: () => benchPropagation({ changes: 200 }),
  web: () => benchWeb({ sizes: values.assets.split(',').map(Number) }),
  optimise: () => benchOptimise({ megabytes: Number(values.megabytes) }),
}

const names = positionals.length > 0 ? positionals : Object.keys(BENCHES)
const unknown = names.filter((name) => !(name in BENCHES))
if (unknown.length > 0 || !(rounds >= 1) || !(photos >= 1)) {
  console.error(
    `Usage: npm run bench -- [${Object.keys(BENCHES).join(' | ')}] [--rounds N] [--photos N] [--assets N,N…] [--megabytes N] [--media DIR]`,
  )
  process.exitCode = 2
} else {
  for (const name of names) await BENCHES[name]?.()
}
