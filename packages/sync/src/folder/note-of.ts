import type { Asset } from '@rollcall/protocol'

/** What there is to say of a photo beside that it is safe. */
export type StandingNote =
  /** Two devices changed how it looks without sight of each other; both ways are kept. `other`: the file that is not shown, where it is one. */
  | { readonly kind: 'kept_both'; readonly other: string | null }
  /** A half of a Live Photo whose other one the library has never had. */
  | { readonly kind: 'half'; readonly missing: 'still' | 'motion' }

/**
 * What there is to say of a photo; null for nothing. What was changed in two places is said until somebody changes it in sight of both.
 * `goneIds`: Apple's content identifiers of what was deleted, in capitals: nobody waits for a half that was deleted on purpose.
 */
export function noteOf(asset: Asset, goneIds: ReadonlySet<string> = NONE): StandingNote | null {
  if (isKeptTwice(asset)) return { kind: 'kept_both', other: nameOfOther(asset) }
  const missing = missingHalf(asset)
  const contentId = asset.media?.contentId ?? null
  if (missing === null || contentId === null || goneIds.has(contentId.toUpperCase())) return null
  return { kind: 'half', missing }
}

const NONE: ReadonlySet<string> = new Set()

/** The last version lost against one that it had not seen, or the one that shows hides one that it had not seen. */
function isKeptTwice({ version, versions = 0, edits }: Asset): boolean {
  if (version === undefined) return false
  return versions > version.rev || typeof edits.version?.othersSeq === 'number'
}

function nameOfOther({ resources, version }: Asset): string | null {
  const others = resources.filter(({ role, sha256 }) => role === 'edit' && sha256 !== version?.sha256)
  return others.length === 1 ? (others[0]?.name ?? null) : null
}

/** Only a half that carries the identifier of both is known to be one; the server reads it out of the file. */
function missingHalf({ kind, media, resources }: Asset): 'still' | 'motion' | null {
  if ((media?.contentId ?? null) === null) return null
  const has = (wanted: 'still' | 'motion') => resources.some(({ role }) => role === wanted)
  if (kind === 'photo') return has('motion') ? null : 'motion'
  return kind === 'video' && !has('still') ? 'still' : null
}
