import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createNodeDisk } from '@rollcall/platform-node'
import { diskContract } from './disk-contract.ts'

diskContract('createNodeDisk()', async () => {
  const root = await mkdtemp(join(tmpdir(), 'rollcall-disk-'))
  return { disk: createNodeDisk(), root, cleanUp: () => rm(root, { recursive: true }) }
})
