import type { ComponentType, ReactNode } from 'react'
import { useEffect, useState } from 'react'
import { lateValue } from '../shell/late-value.ts'

/** A part of the page whose code comes when it is first shown, unless it was loaded before. */
export interface Late<Props> {
  (props: Props): ReactNode
  /** Loads it before it is shown, so that it then stands there at once. */
  readonly load: () => Promise<unknown>
}

/**
 * Makes a {@link Late} part; `meanwhile` stands in its place until its code is here. React's own `lazy` shows its fallback even when the
 * code is here already, and then holds the part back for 300 ms so that the page does not flicker: a sheet would open late each first time.
 */
export function late<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  meanwhile: (props: Props) => ReactNode = () => null,
): Late<Props> {
  const part = lateValue(async () => ({ Part: await load() }))
  function LatePart(props: Props) {
    const [loaded, setLoaded] = useState(part.known)
    useEffect(() => {
      if (loaded !== null) return undefined
      let isWaited = true
      part.load().then(
        (value) => isWaited && setLoaded(value),
        (cause: unknown) => {
          // Thrown where the page catches what is broken.
          if (isWaited) setLoaded(() => rethrow(cause))
        },
      )
      return () => {
        isWaited = false
      }
    }, [loaded])
    return loaded === null ? meanwhile(props) : <loaded.Part {...props} />
  }
  return Object.assign(LatePart, { load: part.load })
}

function rethrow(cause: unknown): never {
  throw cause
}
