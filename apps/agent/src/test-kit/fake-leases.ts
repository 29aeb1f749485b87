import type { LeaseApi } from '@rollcall/platform-client'
import type { Asset, AssetId, AttestLine, LeaseId, Sha256, StatementBody } from '@rollcall/protocol'
import { accepted, LEASE_KEPT_MS, problem, refused } from '@rollcall/protocol'
import { createSigningKey, publicKeyOf, sha256Text, signEd25519 } from '@rollcall/platform-node'
import { hashList, statementText } from '@rollcall/sync'
import { SAMPLE_DEVICE_ID } from './sample-device-id.ts'

/** What leases of a library in memory rest on. */
export interface FakeLeasesOver {
  readonly blobs: ReadonlyMap<Sha256, Uint8Array>
  readonly assets: ReadonlyMap<AssetId, Asset>
  /** Hashes whose bytes the server finds damaged when it reads them back. */
  readonly rotten: ReadonlySet<Sha256>
}

/** Leases, attested hashes and statements of a library in memory, by the rules of the real server. Leases never run out. */
export function createFakeLeases({ blobs, assets, rotten }: FakeLeasesOver): LeaseApi {
  const leases = new Map<LeaseId, ReadonlySet<Sha256>>()
  const signingKey = createSigningKey()
  const lists = new Map<string, readonly Sha256[]>()
  const isLive = (sha256: Sha256) =>
    [...assets.values()].some(
      (asset) => asset.state === 'live' && asset.resources.some((resource) => resource.sha256 === sha256),
    )
  const refusalOf = (sha256: Sha256) => {
    if (!blobs.has(sha256)) return 'not_held' as const
    return rotten.has(sha256) ? ('damaged' as const) : null
  }

  return {
    lease: async (hashes) => {
      const leaseId = (leases.size + 1).toString(16).padStart(32, '0') as LeaseId
      const judged = hashes.map((sha256) => ({
        sha256,
        code: refusalOf(sha256) ?? (isLive(sha256) ? null : ('not_live' as const)),
      }))
      const granted = judged.flatMap(({ sha256, code }) => (code === null ? [sha256] : []))
      const withheld = judged.flatMap(({ sha256, code }) => (code === null ? [] : [{ sha256, code }]))
      leases.set(leaseId, new Set(granted))
      return accepted({
        leaseId,
        granted,
        refused: withheld,
        expiresAt: LEASE_KEPT_MS,
        keptMs: LEASE_KEPT_MS,
      })
    },
    checkLease: async (leaseId, hashes) => {
      const leased = leases.get(leaseId)
      if (leased === undefined) return accepted({ held: [], keptMs: 0 })
      const held = hashes.filter(
        (sha256) => leased.has(sha256) && refusalOf(sha256) === null && isLive(sha256),
      )
      return accepted({ held, keptMs: LEASE_KEPT_MS })
    },
    releaseLease: async (leaseId) => {
      leases.delete(leaseId)
      return accepted(null)
    },
    attest: async (hashes) => {
      const lines = hashes.map((sha256): AttestLine => {
        const code = refusalOf(sha256)
        if (code !== null) return { kind: 'missing', sha256, code }
        const bytes = blobs.get(sha256)?.length ?? 0
        return { kind: 'held', sha256, bytes, verifiedAt: 0, isLive: isLive(sha256) }
      })
      const held = lines.filter(({ kind }) => kind === 'held').length
      lines.push({ kind: 'summary', held, missing: lines.length - held, cursor: '1.0', now: 0 })
      return accepted(new Response(lines.map((line) => `${JSON.stringify(line)}\n`).join('')))
    },
    statementPage: async (page) => keepPage(lists, page),
    statement: async (hashes, ignored, list) => {
      const sent = list === undefined ? hashes : lists.get(list.listId)
      if (sent === undefined) return refused(problem('not_found', { ...list }))
      const distinct = [...new Set(sent)]
      const count = distinct.filter((sha256) => refusalOf(sha256) !== null || !isLive(sha256)).length
      if (count > 0) return refused(problem('lease_refused', { count }))
      const body = statementOver(distinct, ignored, { blobs, assets })
      const signature = signEd25519(signingKey, statementText(body))
      return accepted({ body, publicKey: publicKeyOf(signingKey), signature })
    },
  }
}

type Page = Parameters<LeaseApi['statementPage']>[0]

function keepPage(lists: Map<string, readonly Sha256[]>, { listId, from, hashes }: Page) {
  const before = from === 0 ? [] : lists.get(listId)
  if (before?.length !== from) return refused(problem('not_found', { listId }))
  lists.set(listId, [...before, ...hashes])
  return accepted({ taken: from + hashes.length })
}

function statementOver(
  distinct: readonly Sha256[],
  ignored: number,
  { blobs, assets }: Pick<FakeLeasesOver, 'blobs' | 'assets'>,
): StatementBody {
  return {
    kind: 'safe_to_wipe',
    device: 'Study',
    deviceId: SAMPLE_DEVICE_ID,
    library: '2'.repeat(32),
    server: 'https://photos.example',
    epoch: 1,
    seq: Math.max(0, ...[...assets.values()].map(({ seq }) => seq)),
    originals: distinct.length,
    bytes: distinct.reduce((sum, sha256) => sum + (blobs.get(sha256)?.length ?? 0), 0),
    oldestVerifiedAt: distinct.length === 0 ? null : 0,
    ignored,
    listDigest: sha256Text(hashList(distinct)) as Sha256,
    madeAt: 0,
  }
}
