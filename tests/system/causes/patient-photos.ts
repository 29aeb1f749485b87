import assert from 'node:assert/strict'
import { mkdirSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { photoOf } from '../processes/media-files.ts'
import type { Member } from '../server/server-harness.ts'
import { clientId, createLine } from '../server/server-harness.ts'

/** The photos of every patient: two that only it has, and one that only the server has. */
export const UPLOADS = 2
/** See {@link UPLOADS}. */
export const DOWNLOADS = 1

/** A photo that no rule minds for its size. */
export const SMALL_BYTES = 5_000

/** The photo that only the server has. */
export const ELSEWHERE_BYTES = 50_000

/** Files above this take long to make up. */
const LARGE_BYTES = 1_000_000

/** A file that a patient has from the beginning. */
export interface PatientFile {
  readonly bytes: number
  /** When it was changed last, milliseconds; the beginning of the test unless told. */
  readonly modifiedAt?: number
}

/** Puts a photo into the library that the patient does not have. */
export async function putPhoto(member: Member, seed: number): Promise<void> {
  const bytes = photoOf(`elsewhere ${seed}`, ELSEWHERE_BYTES)
  await member.put(bytes)
  const line = createLine(member, clientId(seed))
  const answer = await line.push(line.request([line.create(bytes)]))
  assert.equal(answer.status, 200)
}

/** Writes a photo into the patient's folder; other bytes for each `seed`, but for large ones. */
export function writePhoto(path: string, seed: string, { bytes, modifiedAt }: PatientFile): void {
  mkdirSync(dirname(path), { recursive: true })
  // Large ones are all alike, so that the server keeps one of them for everybody; what lies behind a photo in them is nothing at all.
  writeFileSync(path, bytes > LARGE_BYTES ? photoOf('large') : photoOf(seed, bytes))
  if (bytes > LARGE_BYTES) truncateSync(path, bytes)
  if (modifiedAt !== undefined) utimesSync(path, modifiedAt / 1000, modifiedAt / 1000)
}
