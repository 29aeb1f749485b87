import type { RollEntry } from '@rollcall/sync'

/** So many, and their bytes. */
export interface Amount {
  readonly count: number
  readonly bytes: number
}

/** What becomes of a folder that stops being a device, or of one that stops syncing. There are exactly two outcomes. */
export interface LeaveOutcomes {
  readonly keep: {
    /** Originals that lie here, and stay. */
    readonly originals: Amount
    /** Smaller versions that lie here; `bytes` of their originals, which only the server has. */
    readonly previews: Amount
    /** Originals that this device dropped without keeping anything in their place; only the server has them. */
    readonly bare: Amount
    /** Originals of the library that were never here, or are on their way. */
    readonly away: Amount
  }
  readonly remove: {
    /** Originals here that the server holds, as far as this device knows: they go, once the server has attested them. */
    readonly safe: Amount
    /** Originals here that the server does not hold: they stay. */
    readonly unsafe: Amount
  }
}

/** Counts both outcomes out of a device's roll, so they agree with `rollcall status` [R7]. Pure. */
export function outcomesOf(entries: Iterable<RollEntry>): LeaveOutcomes {
  const sums = { safe: zero(), unsafe: zero(), previews: zero(), bare: zero(), away: zero() }
  const add = (name: keyof typeof sums, bytes: number) => {
    const { count, bytes: before } = sums[name]
    sums[name] = { count: count + 1, bytes: before + bytes }
  }
  for (const { item } of entries) {
    const { standing, bytes } = item
    switch (standing.kind) {
      case 'verified':
        add('safe', bytes)
        break
      case 'to_upload':
      case 'to_record':
        add('unsafe', bytes)
        break
      case 'optimised':
        add(standing.previewPath === null ? 'bare' : 'previews', bytes)
        break
      case 'to_download':
        add('away', bytes)
        break
      default:
    }
  }
  const { safe, unsafe, previews, bare, away } = sums
  const originals = { count: safe.count + unsafe.count, bytes: safe.bytes + unsafe.bytes }
  return { keep: { originals, previews, bare, away }, remove: { safe, unsafe } }
}

/** Originals that made way here, with or without a smaller version, and are fetched before a folder is kept. Pure. */
export function gaveWay({ previews, bare }: LeaveOutcomes['keep']): Amount {
  return { count: previews.count + bare.count, bytes: previews.bytes + bare.bytes }
}

function zero(): Amount {
  return { count: 0, bytes: 0 }
}
