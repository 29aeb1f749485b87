import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createNodeDisk, createSystemRandom } from '@rollcall/platform-node'
import { createFileBlobs } from '@rollcall/server'
import { blobsContract } from './blobs-contract.ts'

blobsContract('createFileBlobs()', async () => {
  const root = await mkdtemp(join(tmpdir(), 'rollcall-blobs-'))
  const blobs = createFileBlobs({ disk: createNodeDisk(), random: createSystemRandom(), root })
  return { blobs, cleanUp: () => rm(root, { recursive: true }) }
})
