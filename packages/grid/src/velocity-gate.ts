/**
 * What is worth loading at the speed at which somebody scrolls. Making an image costs more than everything else that
 * a frame does, so photos that fly past are average colours only, those that pass are small, and those that rest
 * are medium.
 */

/** What cells show: their average colour, a small version, a medium one. */
export type Sharpness = 'colours' | 'small' | 'medium'

/** What the gate remembers from frame to frame. */
export interface GateState {
  readonly sharpness: Sharpness
  readonly virtualY: number
  readonly atMs: number
  /** When it will let medium versions through if nothing moves until then: ask again then. Null when it does. */
  readonly restsAtMs: number | null
}

/** One look at the timeline. */
export interface GateSample {
  /** The height of the timeline at the viewport's upper edge, in CSS pixels. */
  readonly virtualY: number
  readonly viewportHeight: number
  /** Of a clock that never goes back, in milliseconds. */
  readonly atMs: number
}

/** How long nothing moves before it counts as rest. */
export const REST_MS = 90

const FRAME_MS = 1_000 / 60
/** Two looks within one frame are no measure of speed; no screen shows more than 240 frames a second. */
const INTERVAL_MIN_MS = 4
/** Less than this is no movement: scroll positions are rounded to device pixels. */
const STILL_PX = 1

/** The next state of the gate; the first one comes of no previous. */
export function velocityGate(previous: GateState | null, now: GateSample): GateState {
  const { virtualY, atMs } = now
  if (previous === null) return { sharpness: 'small', virtualY, atMs, restsAtMs: atMs + REST_MS }
  const distance = Math.abs(virtualY - previous.virtualY)
  if (distance < STILL_PX) {
    const isRest = previous.restsAtMs === null || atMs >= previous.restsAtMs
    // The height stays what it was, or a crawl of half pixels would never count as movement.
    if (isRest) return { sharpness: 'medium', virtualY: previous.virtualY, atMs, restsAtMs: null }
    return { sharpness: 'small', virtualY: previous.virtualY, atMs, restsAtMs: previous.restsAtMs }
  }
  const frames = Math.max(INTERVAL_MIN_MS, atMs - previous.atMs) / FRAME_MS
  const isFlight = distance / frames > now.viewportHeight
  return { sharpness: isFlight ? 'colours' : 'small', virtualY, atMs, restsAtMs: atMs + REST_MS }
}
