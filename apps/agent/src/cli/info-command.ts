import type { MediaFacts } from '@rollcall/media'
import { readMediaFacts } from '@rollcall/media'
import type { Asset, Resource } from '@rollcall/protocol'
import type { ReasonCode, RollEntry } from '@rollcall/sync'
import { formatBytes, noteOf, REASONS, takenAtOf } from '@rollcall/sync'
import { withByteSource } from '../folder/with-byte-source.ts'
import { describeFailure, describeMedia, describeSource, describeTime } from './describe-media.ts'
import { listAlbums } from './album-tree.ts'
import type { FolderOptions } from './device-commands.ts'
import { fidelityOf } from './fidelity.ts'
import { findAssets, pathWithin } from './find-asset.ts'
import type { OpenDevice } from './open-device.ts'
import { openDevice } from './open-device.ts'
import { isEdited } from './photo-words.ts'
import { printable } from './print-table.ts'
import { callRollOf } from './status-command.ts'
import { deletedWords } from './trash-commands.ts'
import { lookWords } from './version-commands.ts'

const LABEL_WIDTH = 14

/** Of this reason more is to be said than where the file lies. */
const HALF: ReasonCode = 'incomplete_live_photo'

/** `rollcall info`: what is known of a photo, where it is, and where its date comes from. Works offline. */
export async function infoCommand(name: string, options: FolderOptions): Promise<void> {
  const device = openDevice(options.folder)
  try {
    const roll = await callRollOf(device)
    const entry = roll.entries.find(({ item }) => item.path === pathWithin(device.root, name))
    if (entry !== undefined && !isInLibrary(device, entry)) return await tellFile(device, entry, options)
    const [asset] = findAssets(device, [name])
    if (asset === undefined) return
    const albums = albumsWith(device, asset)
    const files = asset.resources.map((resource) => ({
      resource,
      entries: roll.entries.filter(({ item }) => item.sha256 === resource.sha256),
    }))
    if (options.json) console.log(JSON.stringify({ ...assetAsJson(asset, files), albums }))
    else printAsset(asset, files, albums)
  } finally {
    device.close()
  }
}

interface FileHere {
  readonly resource: Resource
  /** Lines of the roll about it: where it lies here, or that it does not. */
  readonly entries: readonly RollEntry[]
}

function isInLibrary({ ports }: OpenDevice, { item: { sha256 } }: RollEntry): boolean {
  if (sha256 === null) return false
  for (const { resources, state } of ports.state.replica.base().values()) {
    if (state !== 'merged' && resources.some((resource) => resource.sha256 === sha256)) return true
  }
  return false
}

/** Paths of the albums that a photo was put into. */
function albumsWith({ ports }: OpenDevice, { id }: Asset): readonly string[] {
  const { records } = ports.state.replica.view()
  const keys = new Set(records.entriesWithAsset(id).flatMap(({ albumId, isIn }) => (isIn ? [albumId] : [])))
  return listAlbums({ records })
    .filter(({ album, isLive }) => isLive && keys.has(album.key))
    .map(({ path }) => path)
}

function assetAsJson(asset: Asset, files: readonly FileHere[]): Record<string, unknown> {
  const { resources: _, edits: _edits, ...rest } = asset
  return {
    ...rest,
    takenAt: new Date(takenAtOf(asset)).toISOString(),
    files: files.map(({ resource, entries }) => ({
      ...resource,
      here: entries.map(({ item, decision }) => ({
        path: item.path,
        fidelity: fidelityOf({ item }),
        state: decision.state,
        code: decision.because[0].code,
      })),
    })),
  }
}

function printAsset(asset: Asset, files: readonly FileHere[], albums: readonly string[]): void {
  const { title = '', rating = 0, keywords = [], version } = asset
  console.log(printable(asset.resources[0]?.name ?? asset.id))
  if (asset.state === 'trashed') {
    const by = asset.trashedBy === null ? '' : ` on ${printable(asset.trashedBy)}`
    line('In the trash', `${asset.trashedAt === null ? '' : new Date(asset.trashedAt).toLocaleString()}${by}`)
  }
  if (asset.state === 'deleted') line('Deleted', deletedWords(asset))
  if (title !== '') line('Title', title)
  for (const [label, words] of describeMedia(asset, asset.media ?? null)) line(label, words)
  if (asset.media === undefined) line('Read', 'the server has not looked into the file yet')
  if (asset.favourite) line('Favourite', 'yes')
  if (rating > 0) line('Stars', '★'.repeat(rating))
  if (asset.hidden) line('Hidden', 'yes')
  if (asset.caption !== '') line('Caption', asset.caption)
  if (keywords.length > 0) line('Keywords', keywords.join(', '))
  if (albums.length > 0) line('Albums', albums.join(', '))
  if (version !== undefined && isEdited(asset))
    line('Looks', `${lookWords(asset, version)} (version ${version.rev})`)
  if (asset.state === 'live') printKeptBoth(asset)
  for (const { resource, entries } of files) printFile(resource, entries)
  line('Asset', asset.id)
}

/** That two devices changed it without sight of each other, and how to choose. */
function printKeptBoth(asset: Asset): void {
  const note = noteOf(asset)
  if (note?.kind !== 'kept_both') return
  const { sentence, fix } = REASONS.conflict_kept_both
  line('Changed', sentence(note.other === null ? {} : { path: note.other }))
  if (fix !== null) line('', fix)
}

function printFile(resource: Resource, entries: readonly RollEntry[]): void {
  console.log()
  line(`${resource.role} file`, `${resource.name}, ${formatBytes(resource.bytes)}, ${resource.mime}`)
  line('SHA-256', resource.sha256)
  line(
    'Server',
    resource.state === 'present'
      ? 'holds it, read back and verified'
      : 'its copy is damaged; a device that has the file sends it again',
  )
  for (const { item, decision } of entries) {
    const [{ code, facts }] = decision.because
    const isWhole = decision.state === 'safe' && fidelityOf({ item }) === 'original' && code !== HALF
    line('Here', isWhole ? item.path : `${item.path}: ${REASONS[code].sentence(facts)}`)
  }
  const { derivatives } = resource
  if (derivatives === undefined) return
  if (derivatives.kinds.length > 0) line('To look at', derivatives.kinds.join(', '))
  if (derivatives.failure !== null) {
    line(
      'Not shown',
      `${derivatives.failure}: ${describeFailure(derivatives.failure)}. The original is kept as it is`,
    )
  }
}

/** A file that is not in the library, or not yet: what it says of itself. */
async function tellFile(
  { ports, root }: OpenDevice,
  { item, decision }: RollEntry,
  options: FolderOptions,
): Promise<void> {
  const local = ports.state.folder.local().find(({ path }) => path === item.path)
  const name = item.path.slice(item.path.lastIndexOf('/') + 1)
  const facts = await withByteSource(ports.disk, `${root}/${item.path}`, (source) =>
    readMediaFacts(source, { name, modifiedAt: local?.modifiedAt ?? 0 }),
  )
  const [{ code, facts: because }] = decision.because
  if (options.json) {
    console.log(JSON.stringify({ path: item.path, sha256: item.sha256, state: decision.state, code, facts }))
    return
  }
  console.log(printable(item.path))
  line('Library', `not in it: ${REASONS[code].sentence(because)}`)
  for (const [label, words] of describeFacts(facts)) line(label, words)
}

function describeFacts({ taken, type, width, height }: MediaFacts): [string, string][] {
  const lines: [string, string][] = [
    ['Type', type ?? 'not a photo or video that Rollcall knows'],
    ['Taken', describeTime(taken.at, taken.offsetMinutes)],
    ['  known from', describeSource(taken.source)],
  ]
  if (width !== null && height !== null) lines.push(['Size', `${width} × ${height} pixels`])
  return lines
}

function line(label: string, words: string): void {
  console.log(`  ${label.padEnd(LABEL_WIDTH)}${printable(words)}`)
}
