import type { ProbeLayer, ProbeResult } from '@rollcall/sync'
import { PROBE_LAYERS } from '@rollcall/sync'
import { within } from '../conditions/within.ts'
import { probeAnswer } from './probe-answer.ts'
import type { Finding, ProbePorts } from './probe-ports.ts'
import { bad, fine, LAYER_MAX_MS, PROBES_MAX_MS } from './probe-ports.ts'
import { probeName, probeTcp, probeTls, targetOf } from './probe-route.ts'

/** What the probes found, and the server's version if it told. */
export interface Probed {
  /** One for each layer, in their order. */
  readonly probes: readonly ProbeResult[]
  readonly serverVersion: string | null
}

/**
 * Probes the way to the server, layer by layer. The request that a device would make runs beside the single layers, so that all take
 * four and a half seconds at most. Never rejects.
 */
export async function probeServer(ports: ProbePorts): Promise<Probed> {
  const { clock } = ports
  const stop = new AbortController()
  const done = new AbortController()
  const late = clock.sleep(PROBES_MAX_MS, done.signal).then(() => stop.abort())
  try {
    const results = new Map<ProbeLayer, ProbeResult>()
    const [answer] = await Promise.all([
      probeAnswer(ports, stop.signal),
      probeRoute(ports, stop.signal, results),
      timed(ports, 'interface', probeInterface(ports), results),
    ])
    for (const [layer, finding] of Object.entries(answer.findings))
      results.set(layer as ProbeLayer, {
        layer: layer as ProbeLayer,
        ...finding,
        milliseconds: answer.milliseconds,
      })
    const probes = PROBE_LAYERS.map((layer) => results.get(layer) ?? skipped(layer))
    return { probes, serverVersion: answer.serverVersion }
  } finally {
    done.abort()
    stop.abort()
    await late
  }
}

/** Name, connection, certificate: each only when the one before it works. */
async function probeRoute(
  ports: ProbePorts,
  signal: AbortSignal,
  results: Map<ProbeLayer, ProbeResult>,
): Promise<void> {
  const target = targetOf(ports.server)
  const name = await timed(ports, 'name', probeName(ports, target), results)
  if (name.state !== 'ok' || signal.aborted) return
  const tcp = await timed(ports, 'tcp', probeTcp(ports, target, signal), results)
  if (tcp.state !== 'ok' || !target.isSecure || signal.aborted) return
  await timed(ports, 'tls', probeTls(ports, target, signal), results)
}

/** Whether packets to anywhere would leave this machine. */
async function probeInterface({ machine, server }: ProbePorts): Promise<Finding> {
  const { host } = targetOf(server)
  const isNumber = /^[0-9.]+$/.test(host) || host.includes(':')
  for (const to of isNumber ? [host] : ['192.0.2.1', '2001:db8::1']) {
    const address = await machine.localAddressTo(to)
    if (address !== null) return fine(address)
  }
  return bad('offline', server, 'no network leads anywhere')
}

async function timed(
  { clock, server }: ProbePorts,
  layer: ProbeLayer,
  work: Promise<Finding>,
  results: Map<ProbeLayer, ProbeResult>,
): Promise<ProbeResult> {
  const before = clock.monotonic()
  const finding = await within(clock, LAYER_MAX_MS, work).catch(() =>
    bad('server_unreachable', server, `no answer within ${LAYER_MAX_MS / 1000} s`),
  )
  const result = { layer, ...finding, milliseconds: Math.max(0, clock.monotonic() - before) }
  results.set(layer, result)
  return result
}

function skipped(layer: ProbeLayer): ProbeResult {
  return { layer, state: 'skipped', code: null, facts: {}, milliseconds: 0 }
}
