/**
 * Scrolling further than a browser can. Browsers clamp boxes at some 16 to 33 million device pixels; a library of a
 * million photos is higher than that. So the box that scrolls, the *runway*, is short, and stands for a stretch of
 * the timeline that begins at its `base`. When scrolling comes near an end of it, the base is set anew and the
 * scroll position by as much the other way, in one frame: nothing moves on the screen.
 *
 *     timeline  0 ──────────── base ════════════════════ base + boxHeight ──────────── totalHeight
 *     box                       0 ───── scrollTop ─────── boxHeight
 *
 * Bases are multiples of `BASE_STEP_PX`, which is a whole number of device pixels at every usual scale (also 1.1,
 * 2/3 or 2.625): otherwise the browser would round the new scroll position, and the photos would tremble.
 */

/** Which stretch of the timeline the box stands for now; all in CSS pixels. */
export interface Runway {
  /** Of the timeline, as its layout says. */
  readonly totalHeight: number
  readonly viewportHeight: number
  /** The height of the timeline at which the box begins. */
  readonly base: number
  /** What the box is to be set to, before its scroll position; never more than `RUNWAY_MAX_PX`. */
  readonly boxHeight: number
}

/** A runway and where the box has to be scrolled to. */
export interface RunwayPlace {
  readonly runway: Runway
  readonly scrollTop: number
}

/** The box is never higher: at device pixel ratio 3 this is 6 million device pixels. */
export const RUNWAY_MAX_PX = 2_000_000

const BASE_STEP_PX = 6_000
/** How near to an end of the box it is set anew: sooner when nothing moves, for that is when nobody can tell. */
const MARGIN_AT_REST_PX = 600_000
const MARGIN_MOVING_PX = 60_000

/** A runway at the top of a timeline. */
export function createRunway(totalHeight: number, viewportHeight: number): Runway {
  return runwayAt(totalHeight, viewportHeight, 0)
}

/** The height of the timeline that is at the viewport's upper edge. */
export function toVirtual(runway: Runway, scrollTop: number): number {
  return runway.base + scrollTop
}

/** Where in the box something stands that stands at this height of the timeline; may be outside of it. */
export function toBox(runway: Runway, virtualY: number): number {
  return virtualY - runway.base
}

/**
 * The runway to go on with: the same object when there is no need for another. Otherwise the box has to be set to
 * its `boxHeight`, scrolled to `scrollTop` and drawn again in the same frame. Some browsers end a fling when they
 * are scrolled by a program; whoever says `isMoving` is troubled only when the end is really near.
 */
export function rebase(runway: Runway, scrollTop: number, isMoving = false): RunwayPlace {
  const margin = isMoving ? MARGIN_MOVING_PX : MARGIN_AT_REST_PX
  const isNearTop = scrollTop < margin && runway.base > 0
  const boxEnd = runway.base + runway.boxHeight
  const room = runway.boxHeight - runway.viewportHeight - scrollTop
  const isNearEnd = room < margin && boxEnd < runway.totalHeight
  if (!isNearTop && !isNearEnd) return { runway, scrollTop }
  const base = baseAround(runway, toVirtual(runway, scrollTop))
  // Whole steps only, so that the fraction of a pixel that the browser is scrolled to stays what it is.
  return {
    runway: runwayAt(runway.totalHeight, runway.viewportHeight, base),
    scrollTop: scrollTop + (runway.base - base),
  }
}

/** Brings any height of the timeline to the viewport's upper edge, or as near to it as the ends allow. */
export function jumpTo(runway: Runway, virtualY: number): RunwayPlace {
  const y = Math.max(0, Math.min(runway.totalHeight - runway.viewportHeight, virtualY))
  const scrollTop = y - runway.base
  const isInside = scrollTop >= 0 && scrollTop <= runway.boxHeight - runway.viewportHeight
  if (isInside) return rebase(runway, scrollTop)
  const base = baseAround(runway, y)
  return { runway: runwayAt(runway.totalHeight, runway.viewportHeight, base), scrollTop: y - base }
}

/** The base of a box in whose middle this height is, where the timeline's ends allow it. */
function baseAround(runway: Runway, virtualY: number): number {
  const wanted = virtualY - (RUNWAY_MAX_PX - runway.viewportHeight) / 2
  const last = runway.totalHeight - RUNWAY_MAX_PX
  // Rounded up at the end: the last box is a little shorter, and ends where the timeline does.
  if (wanted >= last) return Math.max(0, Math.ceil(last / BASE_STEP_PX) * BASE_STEP_PX)
  return Math.max(0, Math.floor(wanted / BASE_STEP_PX) * BASE_STEP_PX)
}

function runwayAt(totalHeight: number, viewportHeight: number, base: number): Runway {
  return {
    totalHeight,
    viewportHeight,
    base,
    boxHeight: Math.max(0, Math.min(RUNWAY_MAX_PX, totalHeight - base)),
  }
}
