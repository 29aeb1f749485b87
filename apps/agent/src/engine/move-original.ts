import { ServerAway } from '@rollcall/platform-client'
import type { AssetKind, Problem, Resource } from '@rollcall/protocol'
import type { Item, RollEntry } from '@rollcall/sync'
import { backoffMs, DiskFailure, originalPlaceOfItem, reasonOfProblem } from '@rollcall/sync'
import { downloadOriginal } from '../transfer/download-original.ts'
import { claimPlaces } from './claim-places.ts'
import { makeWay } from './make-way.ts'
import { placePreview } from './place-preview.ts'
import { readsOtherwise } from './reads-otherwise.ts'
import { incomingOriginal } from './share-room.ts'
import { abortableApi } from '../transfer/paced-api.ts'
import { uploadOriginal } from '../transfer/upload-original.ts'
import type { MovePorts } from './move-ports.ts'
import { recordUpload } from './record-upload.ts'

/**
 * Moves one original to the server or from it, as `decide` allowed, and keeps what came of it: the new file, the mutation
 * that records it, or the reason why not and when it is tried again. Once `signal` is aborted it ends soon, and nothing is noted: what
 * has moved is there, and the roll says why it goes no further. Rejects only for a bug.
 */
export async function moveOriginal(
  ports: MovePorts,
  entry: RollEntry,
  onBytes: (bytesDone: number) => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    const { item, decision } = entry
    const api = abortableApi(ports.api, signal)
    const refusal = await moves[decision.action]({ ...ports, api }, item, onBytes)
    await noteOutcome(ports, entry, refusal)
  } catch (error) {
    if (signal.aborted && error instanceof ServerAway) return
    noteFailure(ports, entry, error)
  }
}

type Move = (ports: MovePorts, item: Item, onBytes: (bytesDone: number) => void) => Promise<Problem | null>

/** What is done for each action; dropping originals is the evictor's. */
const moves: Readonly<Record<RollEntry['decision']['action'], Move>> = {
  upload,
  download,
  download_preview: placePreview,
  request_lease: async () => null,
  evict: async () => null,
  none: async () => null,
}

async function upload(
  ports: MovePorts,
  item: Item,
  onBytes: (bytesDone: number) => void,
): Promise<Problem | null> {
  if (item.sha256 === null) return null
  const original = { path: item.path, sha256: item.sha256, bytes: item.bytes }
  const sent = await uploadOriginal(ports, original, onBytes)
  if (!sent.ok) return sent.refusal
  if (sent.value === 'changed') ports.watch.notice([item.path])
  else await recordUpload(ports, item)
  return null
}

async function download(
  ports: MovePorts,
  item: Item,
  onBytes: (bytesDone: number) => void,
): Promise<Problem | null> {
  const { state } = ports
  if (item.standing.kind !== 'to_download' && item.standing.kind !== 'optimised') return null
  const { asset, resource } = item.standing
  const { sha256, mime } = resource
  const incoming = incomingOriginal(sha256)
  if (!ports.room.reserve(incoming, resource.bytes)) return null // the next look says when there is room
  const { release, ...claims } = claimPlaces(ports)
  const wanted = { resource, path: originalPlaceOfItem(item.path, item.standing), ...claims }
  try {
    await makeWay(ports, item)
    const fetched = await downloadOriginal(ports, wanted, onBytes)
    if (!fetched.ok) return fetched.refusal
    const { path, stat } = fetched.value
    const assetKind = kindOfFile(resource)
    const content = { kind: 'original', sha256, assetKind, mime, derivativeOf: null } as const
    state.transaction(() => {
      state.folder.putScan([{ path, stat, content }], [])
      state.folder.agree({ path, assetId: asset.id, sha256 })
    })
    return null
  } finally {
    release()
    ports.room.release(incoming)
  }
}

/** What the file would be by itself: one file of a Live Photo is a video. */
function kindOfFile({ role, mime }: Resource): AssetKind {
  if (role === 'motion' || mime.startsWith('video/')) return 'video'
  return role === 'sidecar' ? 'sidecar' : 'photo'
}

async function noteOutcome(
  ports: MovePorts,
  { item, attempt, decision }: RollEntry,
  refusal: Problem | null,
): Promise<void> {
  const { state, watch, link, usage } = ports
  if (refusal === null) {
    if (attempt !== null) state.transaction(() => state.folder.putAttempt(item.key, null))
    return
  }
  const code = reasonOfProblem(refusal.code)
  if (code === null) {
    link.refuse(refusal)
    return
  }
  if (code === 'quota_full' || code === 'too_large_for_quota') usage.notice()
  if (code === 'digest_mismatch') watch.notice([item.path]) // the file may have changed under our hands
  if (code === 'replica_pending') link.notice()
  const count = (attempt?.count ?? 0) + 1
  const isSpoiltHere =
    code === 'digest_mismatch' && decision.action === 'upload' && (await readsOtherwise(ports, item))
  if (isSpoiltHere) keepAttempt(ports, item.key, { code: 'corrupt_source', facts: {}, count })
  else keepAttempt(ports, item.key, { code, facts: refusal.facts, count })
}

function noteFailure(ports: MovePorts, { item, attempt, decision }: RollEntry, error: unknown): void {
  if (error instanceof ServerAway) {
    ports.link.lose(error)
    return
  }
  if (!(error instanceof DiskFailure)) throw error
  if (error.kind === 'not_found' && decision.action === 'upload') {
    ports.watch.notice([item.path])
    return
  }
  const code = error.kind === 'full' ? 'device_disk_full' : 'unreadable'
  const facts = { failure: error.kind.replace('_', ' '), bytes: item.bytes }
  keepAttempt(ports, item.key, { code, facts, count: (attempt?.count ?? 0) + 1 })
  ports.onEvent({ kind: 'disk_trouble', failure: error.message })
}

function keepAttempt(
  { state, clock, random }: MovePorts,
  key: string,
  attempt: Pick<NonNullable<RollEntry['attempt']>, 'code' | 'facts' | 'count'>,
): void {
  const nextTry = clock.now() + backoffMs(attempt.count, random.fraction())
  state.transaction(() => state.folder.putAttempt(key, { ...attempt, nextTry }))
}
