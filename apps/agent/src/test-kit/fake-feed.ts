/* Stays whole: one server in small, whose functions share its rows. */
import type { LibraryApi } from '@rollcall/platform-client'
import type { Asset, AssetId, Change, ClientId, Mutation, MutationOutcome, Sha256 } from '@rollcall/protocol'
import { accepted, parseCursor, problem, refused } from '@rollcall/protocol'
import { hmacSha256 } from '@rollcall/platform-node'
import type { ClientLine, LibraryDraft, RecordIndex } from '@rollcall/sync'
import {
  admitCursor,
  admitPush,
  assetIdOf,
  createJournalBook,
  createRecordIndex,
  cutPage,
  journalDeeds,
  recordMutation,
  seqOf,
} from '@rollcall/sync'

/** The secret of every fake library for asset ids. */
export const TEST_ID_KEY = '5a'.repeat(32)

/** Changes of one page. */
const PAGE_CHANGES = 2

/** The server's time, whenever it is asked. */
const SERVER_NOW = 1_000_000

/** The feed's half of a fake library. */
export interface FakeFeed extends Pick<LibraryApi, 'push' | 'changes'> {
  /** Another device does something to an asset. */
  readonly act: (edit: Pick<Mutation, 'op' | 'args'>) => void
  /** The server has looked into a file and made these kinds of smaller versions. */
  readonly tellDerived: (sha256: Sha256, kinds: readonly string[]) => void
  /** Calls a lost resource present again. */
  readonly heal: (sha256: Sha256) => void
}

/** Makes a feed over `assets`, which it changes, and `blobs`, which it looks at. */
export function createFakeFeed(
  assets: Map<AssetId, Asset>,
  blobs: ReadonlyMap<Sha256, Uint8Array>,
): FakeFeed {
  const lines = new Map<string, ClientLine>()
  const outcomes = new Map<string, MutationOutcome>()
  let acts = 0
  const draft = createDraft(assets, blobs)
  const book = createJournalBook(draft.records, draft.nextSeq)

  function doAll(
    mutations: readonly Mutation[],
    clientId: ClientId,
    deviceName: string,
  ): readonly MutationOutcome[] {
    const context = { clientId, deviceName, now: SERVER_NOW }
    const done = mutations.map((mutation) => recordMutation(draft, mutation, context))
    journalDeeds(
      book,
      done.flatMap(({ deed }) => deed ?? []),
      context,
    )
    return done.map(({ outcome }) => outcome)
  }

  async function changes(cursor: Parameters<LibraryApi['changes']>[0], clientId: string | null) {
    const head = draft.headSeq()
    const verdict = admitCursor({ epoch: 1, headSeq: head, minSeq: 0 }, cursor)
    if (!verdict.ok) return verdict
    if (verdict.value.kind === 'break_epoch') return refused(problem('epoch_changed'))
    const { seq } = verdict.value
    const rows: Change[] = [
      ...[...assets.values()].map((asset): Change => ({ kind: 'asset', asset })),
      ...[...draft.records.all()].map((record): Change => ({ kind: 'record', record })),
    ]
    const inOrder = rows
      .filter((change) => seqOf(change) > seq)
      .toSorted((one, other) => seqOf(one) - seqOf(other))
      .slice(0, PAGE_CHANGES + 1)
    const lastMutation = lines.get(clientId ?? '')?.lastMutation ?? 0
    return accepted(
      cutPage({ from: { epoch: 1, seq }, head, rows: inOrder, limit: PAGE_CHANGES, lastMutation }),
    )
  }

  return {
    changes,
    push: async (request) => {
      const { clientId } = request
      const line = lines.get(clientId) ?? null
      const fresh = admitPush(line, request)
      if (!fresh.ok) return fresh
      const done = doAll(fresh.value, clientId, 'this device')
      for (const [index, { n }] of fresh.value.entries())
        outcomes.set(`${clientId} ${n}`, done[index] ?? APPLIED)
      lines.set(clientId, {
        lastMutation: fresh.value.at(-1)?.n ?? line?.lastMutation ?? 0,
        nonce: request.next,
      })
      const page = await changes(request.base === null ? null : parseCursor(request.base), clientId)
      if (!page.ok) return page
      const told = request.mutations.map(({ n }) => ({
        n,
        outcome: outcomes.get(`${clientId} ${n}`) ?? APPLIED,
      }))
      return accepted({ outcomes: told, page: page.value })
    },
    act: (edit) => {
      const mutation = { n: ++acts, baseSeq: draft.headSeq(), ageMs: 0, ...edit } as Mutation
      doAll([mutation], 'f'.repeat(32) as ClientId, 'another device')
    },
    tellDerived: (sha256, kinds) => {
      for (const asset of assets.values()) {
        if (!asset.resources.some((it) => it.sha256 === sha256)) continue
        const derivatives = { version: 1, kinds: [...kinds], failure: null }
        const resources = asset.resources.map((it) => (it.sha256 === sha256 ? { ...it, derivatives } : it))
        draft.putAsset({ ...asset, resources, seq: draft.nextSeq() })
      }
    },
    heal: (sha256) => {
      for (const asset of assets.values()) {
        if (!asset.resources.some((it) => it.sha256 === sha256 && it.state === 'lost')) continue
        const resources = asset.resources.map((it) =>
          it.sha256 === sha256 ? { ...it, state: 'present' as const } : it,
        )
        draft.putAsset({ ...asset, resources, seq: draft.nextSeq() })
      }
    },
  }
}

const APPLIED: MutationOutcome = { kind: 'applied' }

function createDraft(
  assets: Map<AssetId, Asset>,
  blobs: ReadonlyMap<Sha256, Uint8Array>,
): LibraryDraft & { readonly headSeq: () => number; readonly records: RecordIndex } {
  const records = createRecordIndex()
  let headSeq = 0
  let lastNo = 0
  return {
    ...records,
    records,
    headSeq: () => headSeq,
    assetHolding: (sha256) =>
      [...assets.values()].find(({ resources }) => resources.some((it) => it.sha256 === sha256)) ?? null,
    asset: (id) => assets.get(id) ?? null,
    putAsset: (asset) => assets.set(asset.id, asset),
    nextSeq: () => ++headSeq,
    nextNo: () => ++lastNo,
    blobBytes: (sha256) => blobs.get(sha256)?.length ?? null,
    assetIdOf: (sha256, copyNo) => assetIdOf(TEST_ID_KEY, sha256, copyNo, hmacSha256),
  }
}
