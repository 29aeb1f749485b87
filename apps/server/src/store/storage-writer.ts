import type { Run } from './columns.ts'
import type { StorageWriter } from './storage-store.ts'

const DAY_MS = 24 * 3600_000

/** Changes what one library may, and what is known of its growth. See `openLibraryWriter`. */
export function createStorageWriter(run: Run): StorageWriter {
  return {
    putStorageChoice: ({ planId, request }) =>
      run(
        PUT_CHOICE,
        planId,
        request?.plan ?? null,
        request?.askedAt ?? 0,
        request?.state ?? '',
        request?.words ?? '',
      ),
    putUsageSample: ({ at, usedBytes }, kept) => {
      run('INSERT INTO usage_sample VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING', dayOf(at), at, usedBytes)
      run(FORGET_SAMPLES, kept)
    },
  }
}

function dayOf(at: number): number {
  return Math.floor(at / DAY_MS)
}

const PUT_CHOICE = `
  INSERT INTO storage_choice VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (library_id) DO UPDATE SET
    plan_id = excluded.plan_id, asked_plan = excluded.asked_plan, asked_at = excluded.asked_at,
    asked_state = excluded.asked_state, asked_words = excluded.asked_words`

const FORGET_SAMPLES = `
  DELETE FROM usage_sample WHERE library_id = ?1 AND day <= (
    SELECT day FROM usage_sample WHERE library_id = ?1 ORDER BY day DESC LIMIT 1 OFFSET ?2)`
