import type { MediaFacts } from '@rollcall/media'
import type { Asset, Media, Resource, ResourceDerivatives, Sha256 } from '@rollcall/protocol'
import { MEDIA_TEXT_MAX, mediaSchema, timeSchema } from '@rollcall/protocol'
import type { DerivationRow, DerivativeRow } from '../store/store.ts'
import { renderIdOfAsset } from './renditions.ts'

/** What is known of one original, or of a look by its render id: what was read out of it, and what was made of it. */
export interface KnownResource {
  readonly derivation: DerivationRow
  readonly derivatives: readonly DerivativeRow[]
}

const WARNINGS_MAX = 8

const NO_EXPOSURE: Media['exposure'] = { iso: null, fNumber: null, seconds: null, focalLengthMm: null }

/**
 * Tells an asset what its files say. The first original leads: it gives the time, the place, the camera and the colours; what the
 * other files make of it (a Live Photo, RAW beside it) is added. Pure; an asset described twice is the same.
 */
export function describeAsset(asset: Asset, knownOf: (sha256: Sha256) => KnownResource | null): Asset {
  const resources = asset.resources.map((resource) => describeResource(resource, knownOf(resource.sha256)))
  const told = { ...asset, resources, ...describeLook(asset, knownOf) }
  const lead = knownOf(asset.primarySha256)?.derivation ?? null
  if (lead === null) return told
  const media = mediaSchema.safeParse(mediaOf(asset, lead))
  // What a damaged file claims may be beyond every bound; better nothing than a row that no device can read.
  const described = {
    ...told,
    media: media.success ? media.data : mediaOf(asset, { ...lead, facts: null }),
  }
  return lead.facts === null ||
    !isBetterTime(lead.facts) ||
    !timeSchema.safeParse(lead.facts.taken.at).success
    ? described
    : { ...described, takenAt: lead.facts.taken.at, takenFrom: lead.facts.taken.source }
}

/** The file's own time was known to the device, which told it already. */
function isBetterTime({ taken }: MediaFacts): boolean {
  return taken.source !== 'file_time'
}

function describeResource(resource: Resource, known: KnownResource | null): Resource {
  if (known === null) return resource
  const derivatives = derivativesOf(known)
  // A sidecar is never shown, so nothing is amiss.
  return {
    ...resource,
    derivatives: resource.role === 'sidecar' ? { ...derivatives, failure: null } : derivatives,
  }
}

/** What was made of the look that the asset has now. Of an earlier look nothing is told. */
function describeLook(
  asset: Asset,
  knownOf: (sha256: Sha256) => KnownResource | null,
): Partial<Pick<Asset, 'version'>> {
  if (asset.version === undefined) return {}
  const { derivatives: _, ...version } = asset.version
  const renderId = renderIdOfAsset(asset)
  const known = renderId === null ? null : knownOf(renderId)
  return { version: known === null ? version : { ...version, derivatives: derivativesOf(known) } }
}

function derivativesOf({ derivation, derivatives }: KnownResource): ResourceDerivatives {
  const { version, failure } = derivation
  const kinds = derivatives.filter((made) => made.version === version).map(({ kind }) => kind)
  return { version, kinds: kinds.toSorted(), failure: failure?.code ?? null }
}

function mediaOf(asset: Asset, lead: DerivationRow): Media {
  const { facts, width, height, thumbhash, colour, lookHash, from } = lead
  const warnings = [...(facts?.warnings ?? [])]
  if (from === 'embedded_preview') warnings.push('only a smaller picture inside the file can be shown')
  return {
    width: width ?? facts?.width ?? null,
    height: height ?? facts?.height ?? null,
    durationMs: facts?.durationMs ?? null,
    offsetMinutes: facts?.taken.offsetMinutes ?? null,
    make: short(facts?.make),
    model: short(facts?.model),
    lens: short(facts?.lens),
    exposure: { ...NO_EXPOSURE, ...facts?.exposure },
    place: facts?.place ? { ...facts.place } : null,
    subtypes: subtypesOf(asset, facts),
    contentId: short(facts?.contentId),
    burstId: short(facts?.burstId),
    thumbhash,
    colour,
    ...(lookHash === undefined ? {} : { lookHash }),
    warnings: warnings.slice(0, WARNINGS_MAX).map((warning) => warning.slice(0, MEDIA_TEXT_MAX)),
  }
}

function subtypesOf({ kind, resources }: Asset, facts: MediaFacts | null): string[] {
  const subtypes = new Set<string>(facts?.subtypes ?? [])
  const roles = new Set(resources.map(({ role }) => role))
  if (kind === 'photo' && roles.has('motion')) subtypes.add('live_photo')
  else subtypes.delete('live_photo') // half of one is none
  if (roles.has('raw')) subtypes.add('raw')
  return [...subtypes].toSorted()
}

function short(text: string | null | undefined): string | null {
  return text?.slice(0, MEDIA_TEXT_MAX) ?? null
}
