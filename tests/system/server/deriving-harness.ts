import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Asset, Mutation } from '@rollcall/protocol'
import { feedPageSchema, pushResponseSchema } from '@rollcall/protocol'
import type { DeriveJob, Deriver } from '@rollcall/server'
import { runDerivations } from '@rollcall/server'
import type { Clock } from '@rollcall/sync'
import type { Answer } from './scripted-deriver.ts'
import { createScriptedDeriver } from './scripted-deriver.ts'
import type { Member, TestServer } from './server-harness.ts'
import { answeredWith, assetsIn, bytesOf, clientId, createLine, shaOf } from './server-harness.ts'

/** Looks until something is so. */
export async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  for (let look = 0; look < 6_000; look++) {
    if (await isSo()) return
    await sleep(10)
  }
  assert.fail('it did not become so within a minute')
}

/** A server with a library, a device, and derivations that run until the end of the scope. */
export async function startDeriving(
  server: TestServer,
  answer: (job: DeriveJob) => Promise<Answer>,
  jobsAtOnce = 1,
) {
  await server.addAccount('ana')
  const ana = await server.signIn('ana')
  const line = createLine(ana, clientId(1))
  const deriver = createScriptedDeriver(answer, jobsAtOnce)
  const run = runDerivationsOf(server, deriver)
  const add = async (name: string, seed: number, kind: 'photo' | 'video' = 'photo') => {
    const bytes = bytesOf(seed)
    await ana.put(bytes)
    const create = line.create(bytes) as Extract<Mutation, { op: 'create' }>
    const role = kind === 'video' ? ('motion' as const) : ('still' as const)
    const resources = create.args.resources.map((resource) => ({ ...resource, name, role }))
    const named = { ...create, args: { ...create.args, kind, resources } }
    await answeredWith(200, pushResponseSchema, line.push(line.request([named])))
    return { sha256: shaOf(bytes), id: create.args.assetId }
  }
  return { ana, line, deriver, add, ...run }
}

/** Makes derivatives until the end of the scope. */
export function runDerivationsOf(server: TestServer, deriver: Deriver) {
  const stop = new AbortController()
  const { clock } = server.ports
  // Pauses are cut short; what is due when still follows from the clock, which tests put forward.
  const hasty: Clock = { ...clock, sleep: (ms, signal) => clock.sleep(Math.min(ms, 50), signal) }
  const running = runDerivations({ ...server.ports, clock: hasty, deriver }, stop.signal)
  return {
    [Symbol.asyncDispose]: async () => {
      stop.abort()
      await running
      await server.ports.derivativeFiles.close()
    },
  }
}

/** Every asset, as the feed tells it. */
export async function assetsOf(member: Member): Promise<ReadonlyMap<string, Asset>> {
  const page = await answeredWith(200, feedPageSchema, member.inLibrary('GET', 'changes'))
  return new Map(assetsIn(page.changes).map((asset) => [asset.id, asset]))
}
