import type { RollCall } from '@rollcall/sync'
import type { DeviceState } from '../state/device-state.ts'

/** Keeps since when each item has the reason it has [R2]. Writes only what changed; items that are gone are dropped. */
export function recordSinces(state: DeviceState, roll: RollCall, now: number): void {
  const known = state.folder.sinces()
  const current = new Set<string>()
  const changed: (readonly [string, RollCall['entries'][number]['decision']['because'][0]['code']])[] = []
  for (const { item, decision } of roll.entries) {
    const { code } = decision.because[0]
    current.add(item.key)
    if (known.get(item.key)?.code !== code) changed.push([item.key, code])
  }
  const gone = [...known.keys()].filter((key) => !current.has(key))
  if (changed.length === 0 && gone.length === 0) return
  state.transaction(() => {
    for (const [key, code] of changed) state.folder.putSince(key, { code, since: now })
    for (const key of gone) {
      state.folder.putSince(key, null)
      state.folder.putAttempt(key, null)
    }
  })
}
