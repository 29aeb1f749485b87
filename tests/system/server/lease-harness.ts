import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LeaseId, Sha256 } from '@rollcall/protocol'
import { attestLineSchema, leaseCheckSchema, leaseSchema } from '@rollcall/protocol'
import type { Member, TestServer } from './server-harness.ts'
import { answeredWith, bytesOf } from './server-harness.ts'

export const DAY_MS = 24 * 3600_000

/** Asks for a lease, as a device does. */
export function askLease(member: Member, hashes: readonly Sha256[]) {
  return answeredWith(201, leaseSchema, member.inLibrary('POST', 'leases', { json: { hashes } }))
}

/** Over which of these the lease holds now. */
export async function checkedHashes(member: Member, leaseId: LeaseId, hashes: readonly Sha256[]) {
  const response = member.inLibrary('POST', `leases/${leaseId}/check`, { json: { hashes } })
  return (await answeredWith(200, leaseCheckSchema, response)).held
}

/** All lines of an answer to attest. */
export async function attest(member: Member, hashes: readonly Sha256[], maxAgeMs: number) {
  const response = await member.inLibrary('POST', 'attest', { json: { hashes, maxAgeMs } })
  const text = (await response.text()).trimEnd()
  return text.split('\n').map((line) => attestLineSchema.parse(JSON.parse(line)))
}

/** Where the server keeps an original. */
export function fileOf({ folder }: TestServer, sha256: Sha256): string {
  return join(folder, 'blobs', sha256.slice(0, 2), sha256.slice(2, 4), sha256)
}

/** Lets an original rot on the server's disk. */
export async function rot(server: TestServer, sha256: Sha256): Promise<void> {
  await chmod(fileOf(server, sha256), 0o600)
  await writeFile(fileOf(server, sha256), bytesOf(99))
}
