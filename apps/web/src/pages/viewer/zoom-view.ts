/*
 * How near somebody looks at a picture, and where. The picture lies in the middle of the view, as large as fits; `scale` is times that, and
 * `x` and `y` are how far its middle has been moved from the view's, in CSS pixels.
 */

/** See the file's header. */
export interface ZoomView {
  readonly scale: number
  readonly x: number
  readonly y: number
}

/** Width and height in CSS pixels. */
export interface BoxSize {
  readonly width: number
  readonly height: number
}

/** The whole picture. */
export const WHOLE: ZoomView = { scale: 1, x: 0, y: 0 }

/** Nothing is larger on any screen that one would want. */
export const SCALE_MAX = 12

/** Where a double click goes. */
export const SCALE_NEAR = 3

/** The size of a picture that fits into a view; never larger than it is. */
export function fittedIn(picture: BoxSize, view: BoxSize): BoxSize {
  if (picture.width <= 0 || picture.height <= 0) return { width: 0, height: 0 }
  const scale = Math.min(view.width / picture.width, view.height / picture.height)
  return { width: picture.width * scale, height: picture.height * scale }
}

/**
 * Nearer by `factor`, or further, while the point (from the middle of the view) stays on the same place of the picture. `fitted`: the size
 * of the picture at scale 1.
 */
export function zoomAt(
  at: ZoomView,
  factor: number,
  point: { readonly x: number; readonly y: number },
  fitted: BoxSize,
  view: BoxSize,
): ZoomView {
  const scale = Math.min(SCALE_MAX, Math.max(1, at.scale * factor))
  const by = scale / at.scale
  return held({ scale, x: point.x - (point.x - at.x) * by, y: point.y - (point.y - at.y) * by }, fitted, view)
}

/** Moved by so many pixels, as far as there is something to see there. */
export function panBy(at: ZoomView, x: number, y: number, fitted: BoxSize, view: BoxSize): ZoomView {
  return held({ scale: at.scale, x: at.x + x, y: at.y + y }, fitted, view)
}

/** No edge of the picture comes into a view that it fills. */
function held({ scale, x, y }: ZoomView, fitted: BoxSize, view: BoxSize): ZoomView {
  const hold = (value: number, size: number, room: number) => {
    const most = Math.max(0, (size * scale - room) / 2)
    return Math.min(most, Math.max(-most, value))
  }
  return { scale, x: hold(x, fitted.width, view.width), y: hold(y, fitted.height, view.height) }
}
