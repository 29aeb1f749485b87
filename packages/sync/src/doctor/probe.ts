import type { Facts } from '@rollcall/protocol'
import type { ServerAwayCode } from '../policy/conditions.ts'

/** The layers between a device and its library, in the order in which a request passes them. */
export const PROBE_LAYERS = [
  'interface',
  'name',
  'tcp',
  'tls',
  'http',
  'round_trip',
  'clock',
  'version',
  'sign_in',
] as const

/** See {@link PROBE_LAYERS}. */
export type ProbeLayer = (typeof PROBE_LAYERS)[number]

/**
 * What one layer answered. `skipped`: it was not asked, because one before it stood in the way or it is not used. `code` is the reason
 * that a bad one is; null otherwise.
 */
export interface ProbeResult {
  readonly layer: ProbeLayer
  readonly state: 'ok' | 'bad' | 'skipped' | 'unknown'
  readonly code: ServerAwayCode | null
  readonly facts: Facts
  readonly milliseconds: number
}

/** What stands between a device and its library: the first layer that is bad. Null when the request came through whole. */
export function causeOfProbes(
  probes: readonly ProbeResult[],
): { readonly code: ServerAwayCode; readonly facts: Facts } | null {
  const byLayer = new Map(probes.map((probe) => [probe.layer, probe]))
  // An answer that came is proof that everything below it works, whatever was measured there.
  const first = byLayer.get('http')?.state === 'ok' ? PROBE_LAYERS.indexOf('http') : 0
  for (const layer of PROBE_LAYERS.slice(first)) {
    const probe = byLayer.get(layer)
    if (probe?.state === 'bad' && probe.code !== null) return { code: probe.code, facts: probe.facts }
  }
  return null
}

/** One line for people about a layer. */
export function probeLine({ layer, state, facts, milliseconds }: ProbeResult): string {
  const words = facts['words'] ?? facts['failure'] ?? ''
  const name = LAYER_NAMES[layer]
  const mark = { ok: '✓', bad: '!', skipped: '·', unknown: '?' }[state]
  const told = state === 'skipped' ? 'not asked' : String(words || (state === 'ok' ? 'works' : 'not known'))
  return `${mark} ${name}: ${told}${state === 'ok' && milliseconds > 0 ? ` (${milliseconds} ms)` : ''}`.slice(
    0,
    500,
  )
}

const LAYER_NAMES: { readonly [Layer in ProbeLayer]: string } = {
  interface: 'network of this device',
  name: "the server's name",
  tcp: 'connection',
  tls: 'certificate',
  http: 'answer',
  round_trip: 'there and back',
  clock: 'clock',
  version: 'versions',
  sign_in: 'sign-in',
}
