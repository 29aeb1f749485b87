import assert from 'node:assert/strict'
import type { Asset, AssetId, Mutation, MutationOutcome } from '@rollcall/protocol'
import { durableSchema, feedPageSchema, pushResponseSchema, usageSchema } from '@rollcall/protocol'
import { endTrash } from '@rollcall/server'
import type { Member } from './server-harness.ts'
import {
  answeredWith,
  assetsIn,
  bytesOf,
  clientId,
  createLine,
  shaOf,
  startServer,
} from './server-harness.ts'

/** A client's line of mutations; see `createLine`. */
export type Line = ReturnType<typeof createLine>

/** A server with one library, a device of it, and ways to say and see what happens to its photos. */
export async function startTrash(replaced: Parameters<typeof startServer>[0] = {}) {
  const server = await startServer(replaced)
  await server.addAccount('ana')
  const ana = await server.signIn('ana', 'iPad')
  const line = createLine(ana, clientId(1))
  const act = (edits: readonly Pick<Mutation, 'op' | 'args'>[], by: Line = line) => push(by, edits)
  const add = async (seed: number) => {
    const bytes = bytesOf(seed)
    await answeredWith(200, durableSchema, ana.put(bytes))
    await answeredWith(200, pushResponseSchema, line.push(line.request([line.create(bytes)])))
    return { bytes, sha256: shaOf(bytes), id: line.assetIdOf(shaOf(bytes)) }
  }
  const round = () => endTrash(server.ports)
  /** The server looks at its trash, runs for so long, and looks again. */
  const pass = async (milliseconds: number) => {
    await round()
    server.pass(milliseconds)
    return await round()
  }
  const usedBytes = async () =>
    (await answeredWith(200, usageSchema, ana.inLibrary('GET', 'usage'))).usedBytes
  return {
    server,
    ana,
    line,
    act,
    add,
    round,
    pass,
    usedBytes,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

async function push(
  line: Line,
  edits: readonly Pick<Mutation, 'op' | 'args'>[],
): Promise<readonly MutationOutcome[]> {
  const mutations = edits.map((edit) => line.numbered(edit as never, { baseSeq: 1_000_000 }))
  const answer = await answeredWith(200, pushResponseSchema, line.push(line.request(mutations)))
  return answer.outcomes.map(({ outcome }) => outcome)
}

/** Wants a photo gone. */
export const trash = (assetId: AssetId, source: 'explicit' | 'automatic' = 'explicit') =>
  ({ op: 'trash', args: { assetId, source } }) as const

export const restore = (assetId: AssetId) => ({ op: 'restore', args: { assetId } }) as const

export const deleteForGood = (assetId: AssetId) => ({ op: 'deleteForGood', args: { assetId } }) as const

/** Every change that the feed tells. */
export async function feedOf(member: Member) {
  return (await answeredWith(200, feedPageSchema, member.inLibrary('GET', 'changes'))).changes
}

export async function assetOf(member: Member, id: AssetId): Promise<Asset> {
  const found = assetsIn(await feedOf(member)).find((asset) => asset.id === id)
  assert.ok(found)
  return found
}
