import type { Zoom } from '@rollcall/grid'
import { useState } from 'react'

/** Where this browser keeps how near somebody looks. */
const KEY = 'rollcall.zoom'

/** The four steps of the ladder, from afar. */
export const ZOOMS: readonly Zoom[] = ['years', 'months', 'days', 'all']

/** How near the library is looked at, kept for the next visit. */
export function useZoom(): readonly [Zoom, (zoom: Zoom) => void] {
  const [zoom, setZoom] = useState<Zoom>(
    () => ZOOMS.find((each) => each === localStorage.getItem(KEY)) ?? 'days',
  )
  const choose = (next: Zoom) => {
    localStorage.setItem(KEY, next)
    setZoom(next)
  }
  return [zoom, choose]
}
