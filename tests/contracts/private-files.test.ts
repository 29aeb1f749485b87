import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { createNodeDisk, createPrivateFiles } from '@rollcall/platform-node'
import { PRIVATE_FILES_CASES } from './private-files-cases.ts'

describe('createPrivateFiles() keeps the contract of PrivateFiles', () => {
  for (const { claim, check } of PRIVATE_FILES_CASES) {
    test(claim, async () => {
      const root = await mkdtemp(join(tmpdir(), 'rollcall-private-'))
      try {
        const open = () => createPrivateFiles(createNodeDisk(), `${root}/of/this/browser`)
        await check(await open(), open)
      } finally {
        await rm(root, { recursive: true })
      }
    })
  }
})
