import { Minus, Plus } from 'lucide-react'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import { LiveMotion } from './live-motion.tsx'
import { listenToPicture } from './picture-hands.ts'
import type { BoxSize, ZoomView } from './zoom-view.ts'
import { fittedIn, panBy, SCALE_NEAR, WHOLE, zoomAt } from './zoom-view.ts'
import styles from './viewer.module.css'

/** A picture to look at closely. Addresses: what is shown, what is here already, the file itself, the film of a Live Photo. */
export interface PictureProps {
  readonly address: string
  readonly before: string | null
  readonly closeUp: string | null
  readonly motion: string | null
  readonly label: string
  readonly onNewer: () => void
  readonly onOlder: () => void
  readonly onClose: () => void
}

/** From this scale on the preview is not sharp any more. */
const CLOSE_UP_FROM = 1.3
const STEP = 1.5

/** See {@link PictureProps}. */
export function Picture(props: PictureProps) {
  const { address, before, closeUp, motion, label } = props
  const stage = useRef<HTMLDivElement>(null)
  const picture = useRef<HTMLImageElement>(null)
  const [at, setAt] = useState<ZoomView>(WHOLE)
  const [isHere, setHere] = useState(false)
  const zoomBy = (factor: number, point = { x: 0, y: 0 }) =>
    setAt((last) => {
      const [fitted, view] = sizesOf(stage.current, picture.current)
      return zoomAt(last, factor, point, fitted, view)
    })
  usePictureHands(stage, picture, at, setAt, props)
  useZoomKeys((factor) => zoomBy(factor))
  const transform = `translate(${at.x}px, ${at.y}px) scale(${at.scale})`
  const isNear = at.scale >= CLOSE_UP_FROM
  return (
    <div ref={stage} className={styles.picture} data-near={at.scale > 1 || undefined}>
      <div className={styles.layers} style={{ transform }}>
        {before !== null && !isHere ? <img src={before} alt="" draggable={false} /> : null}
        <img
          ref={picture}
          src={address}
          alt={label}
          draggable={false}
          decoding="async"
          onLoad={() => setHere(true)}
        />
        {isNear && closeUp !== null ? <img src={closeUp} alt="" draggable={false} decoding="async" /> : null}
      </div>
      {motion === null ? null : <LiveMotion address={motion} />}
      <ZoomButtons scale={at.scale} onZoom={zoomBy} />
    </div>
  )
}

function ZoomButtons({
  scale,
  onZoom,
}: {
  readonly scale: number
  readonly onZoom: (factor: number) => void
}) {
  const { words } = useSpeech()
  return (
    <div className={styles.zoom}>
      <Button
        look="quiet"
        isSquare
        aria-label={words.viewer.zoomOut}
        isDisabled={scale <= 1}
        onPress={() => onZoom(1 / STEP)}
      >
        <Minus size={20} aria-hidden />
      </Button>
      <Button look="quiet" isSquare aria-label={words.viewer.zoomIn} onPress={() => onZoom(STEP)}>
        <Plus size={20} aria-hidden />
      </Button>
    </div>
  )
}

function usePictureHands(
  stage: { readonly current: HTMLDivElement | null },
  picture: { readonly current: HTMLImageElement | null },
  at: ZoomView,
  setAt: (next: (last: ZoomView) => ZoomView) => void,
  { onNewer, onOlder, onClose }: PictureProps,
): void {
  const isNear = useEffectEvent(() => at.scale > 1)
  const swipe = useEffectEvent((way: 'newer' | 'older' | 'close') => {
    if (way === 'close') onClose()
    else if (way === 'newer') onNewer()
    else onOlder()
  })
  useEffect(() => {
    if (stage.current === null) return undefined
    const box = stage.current
    const control = new AbortController()
    listenToPicture(
      box,
      {
        isNear: () => isNear(),
        onZoom: (factor, point) =>
          setAt((last) => zoomAt(last, factor, point, ...sizesOf(box, picture.current))),
        onPan: (x, y) => setAt((last) => panBy(last, x, y, ...sizesOf(box, picture.current))),
        onToggle: (point) =>
          setAt((last) =>
            last.scale > 1 ? WHOLE : zoomAt(last, SCALE_NEAR, point, ...sizesOf(box, picture.current)),
          ),
        onSwipe: (way) => swipe(way),
      },
      control.signal,
    )
    return () => control.abort()
  }, [stage, picture, setAt])
}

function useZoomKeys(zoomBy: (factor: number) => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.target instanceof HTMLInputElement) return
    if (event.key === '+' || event.key === '=') zoomBy(STEP)
    if (event.key === '-') zoomBy(1 / STEP)
    if (event.key === '0') zoomBy(0)
  })
  useEffect(() => {
    const control = new AbortController()
    addEventListener('keydown', (event) => onKey(event), { signal: control.signal })
    return () => control.abort()
  }, [])
}

function sizesOf(stage: HTMLElement | null, picture: HTMLImageElement | null): readonly [BoxSize, BoxSize] {
  const view = { width: stage?.clientWidth ?? 0, height: stage?.clientHeight ?? 0 }
  const own = { width: picture?.naturalWidth ?? 0, height: picture?.naturalHeight ?? 0 }
  return [fittedIn(own, view), view]
}
