import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { ReasonCode } from '@rollcall/sync'
import { REASONS } from '@rollcall/sync'
import { CAUSES } from './causes.ts'

const ROOT = join(import.meta.dirname, '../../..')

const ITEMS = 'apps/agent/src/engine/item-reasons.test.ts'
const OPTIMISE = 'apps/agent/src/engine/optimise.test.ts'
const TOLD = 'tests/system/causes/told.test.ts'

/** Reasons that are no causes of a device: the test in which a real folder, engine or server brings each about. */
const ELSEWHERE: { readonly [Code in ReasonCode]?: string } = {
  signed_out: ITEMS,
  permission_limited: ITEMS,
  throttled: ITEMS,
  original_elsewhere: OPTIMISE,
  preview_only: OPTIMISE,
  lease_refused: OPTIMISE,
  server_too_old: 'apps/agent/src/probes/probe-server.test.ts',
  update_available: TOLD,
  verified: ITEMS,
  duplicate_of: ITEMS,
  uploading: ITEMS,
  downloading: ITEMS,
  queued: ITEMS,
  source_missing: ITEMS,
  source_changing: ITEMS,
  unreadable: ITEMS,
  unsupported_type: ITEMS,
  too_large: ITEMS,
  corrupt_source: 'apps/agent/src/engine/reads-otherwise.test.ts',
  incomplete_live_photo: TOLD,
  digest_mismatch: ITEMS,
  readback_mismatch: ITEMS,
  replica_pending: 'tests/system/processes/damaged-blob.test.ts',
  deleted_by_you: 'apps/agent/src/engine/run-engine.test.ts',
  held_by_firewall: 'tests/system/processes/held.test.ts',
  conflict_kept_both: TOLD,
  gone: TOLD,
}

test('[R2] every reason of the catalogue has a cause that is made to happen, or a test that brings it about', () => {
  const caused = new Set<string>(CAUSES.map(({ code }) => code))
  for (const code of Object.keys(REASONS)) {
    const path = (ELSEWHERE as Readonly<Record<string, string>>)[code]
    assert.ok(caused.has(code) !== (path !== undefined), `${code} is reached by nothing, or told of twice`)
    if (path === undefined) continue
    assert.match(
      readFileSync(join(ROOT, path), 'utf8'),
      new RegExp(`\\b${code}\\b`),
      `${path} has no ${code}`,
    )
  }
})
