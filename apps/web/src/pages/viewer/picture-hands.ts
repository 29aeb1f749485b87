/*
 * What hands do to a picture: a wheel or two fingers zoom, one finger or a held mouse moves what is zoomed, a double click goes near and
 * back, and a finger on the whole picture swipes to the next one, or down and out.
 */

/** A point from the middle of the view, CSS pixels. */
export interface ViewPoint {
  readonly x: number
  readonly y: number
}

/** What is done about it. */
export interface PictureHands {
  readonly isNear: () => boolean
  readonly onZoom: (factor: number, point: ViewPoint) => void
  readonly onPan: (x: number, y: number) => void
  readonly onToggle: (point: ViewPoint) => void
  readonly onSwipe: (way: 'newer' | 'older' | 'close') => void
}

const SWIPE_PX = 60
const SWIPE_OUT_PX = 110
/** A notch of a wheel is some 100 pixels. */
const WHEEL_RATE = 0.0022
const WHEEL_MAX_PX = 200

interface Finger {
  readonly startX: number
  readonly startY: number
  x: number
  y: number
}

/** Listens until `signal` ends. */
export function listenToPicture(stage: HTMLElement, hands: PictureHands, signal: AbortSignal): void {
  const fingers = new Map<number, Finger>()
  /** More than one finger was there since the picture was last let go of: the last one to go has swiped nowhere. */
  let wasSpread = false
  const pointOf = ({ clientX, clientY }: Pick<MouseEvent, 'clientX' | 'clientY'>): ViewPoint => {
    const box = stage.getBoundingClientRect()
    return { x: clientX - box.left - box.width / 2, y: clientY - box.top - box.height / 2 }
  }
  stage.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault()
      const notch = Math.max(-WHEEL_MAX_PX, Math.min(WHEEL_MAX_PX, event.deltaY))
      hands.onZoom(Math.exp(-notch * WHEEL_RATE * (event.ctrlKey ? 4 : 1)), pointOf(event))
    },
    { signal, passive: false },
  )
  stage.addEventListener('dblclick', (event) => hands.onToggle(pointOf(event)), { signal })
  stage.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button !== 0 || (event.target instanceof Element && event.target.closest('button') !== null))
        return
      fingers.set(event.pointerId, {
        startX: event.clientX,
        startY: event.clientY,
        x: event.clientX,
        y: event.clientY,
      })
      wasSpread = fingers.size > 1
      stage.setPointerCapture(event.pointerId)
    },
    { signal },
  )
  stage.addEventListener(
    'pointermove',
    (event) => {
      const finger = fingers.get(event.pointerId)
      if (finger === undefined) return
      const before = spanOf(fingers)
      const [byX, byY] = [event.clientX - finger.x, event.clientY - finger.y]
      finger.x = event.clientX
      finger.y = event.clientY
      const after = spanOf(fingers)
      if (before !== null && after !== null) {
        hands.onZoom(
          after.length / Math.max(1, before.length),
          pointOf({ clientX: after.x, clientY: after.y }),
        )
        hands.onPan(after.x - before.x, after.y - before.y)
      } else if (hands.isNear()) hands.onPan(byX, byY)
    },
    { signal },
  )
  const onEnd = (event: PointerEvent) => {
    const finger = fingers.get(event.pointerId)
    fingers.delete(event.pointerId)
    if (finger === undefined || fingers.size > 0 || wasSpread) return
    if (event.pointerType === 'mouse' || hands.isNear()) return
    const way = swipeOf(event.clientX - finger.startX, event.clientY - finger.startY)
    if (way !== null) hands.onSwipe(way)
  }
  stage.addEventListener('pointerup', onEnd, { signal })
  stage.addEventListener('pointercancel', (event) => fingers.delete(event.pointerId), { signal })
}

/** Where a finger went that moved so far; null: nowhere. */
function swipeOf(x: number, y: number): 'newer' | 'older' | 'close' | null {
  if (Math.abs(x) >= SWIPE_PX && Math.abs(x) > Math.abs(y)) return x > 0 ? 'newer' : 'older'
  return y >= SWIPE_OUT_PX ? 'close' : null
}

/** How far two fingers are apart, and what is in the middle between them; null for any other number of them. */
function spanOf(fingers: ReadonlyMap<number, Finger>) {
  const [one, other, third] = fingers.values()
  if (one === undefined || other === undefined || third !== undefined) return null
  return {
    length: Math.hypot(one.x - other.x, one.y - other.y),
    x: (one.x + other.x) / 2,
    y: (one.y + other.y) / 2,
  }
}
