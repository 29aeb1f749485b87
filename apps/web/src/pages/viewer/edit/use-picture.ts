import { useAnswer } from '../../../shell/use-answer.ts'
import type { Paintable } from './paint-recipe.ts'

/** Longer side of the picture that is worked on: enough to judge it, and quick enough to follow a hand. */
const SIDE_MAX_PX = 1_024

/** A picture from an address, small enough to be painted again and again. Null until it is here; `failure` says that it will not be. */
export function usePicture(address: string | null): {
  readonly picture: Paintable | null
  readonly isLost: boolean
} {
  const { value, failure } = useAnswer((signal) => loadPicture(address ?? '', signal), address)
  return { picture: value, isLost: address === null || failure !== null }
}

async function loadPicture(address: string, signal: AbortSignal): Promise<Paintable> {
  const answer = await fetch(address, { signal })
  if (!answer.ok) throw new Error(`Cannot load picture: the server answers ${answer.status}`)
  const whole = await createImageBitmap(await answer.blob())
  const scale = Math.min(1, SIDE_MAX_PX / Math.max(whole.width, whole.height))
  if (scale === 1) return { source: whole, width: whole.width, height: whole.height }
  const [width, height] = [Math.round(whole.width * scale), Math.round(whole.height * scale)]
  const source = await createImageBitmap(whole, {
    resizeWidth: width,
    resizeHeight: height,
    resizeQuality: 'high',
  })
  whole.close()
  return { source, width, height }
}
