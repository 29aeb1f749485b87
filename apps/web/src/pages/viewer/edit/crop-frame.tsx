import type { PointerEvent } from 'react'
import { useEffect, useRef, useState } from 'react'
import { useSpeech } from '../../../words/use-words.tsx'
import type { CropPart } from './draft-recipe.ts'
import { moveEdge, movePart } from './draft-recipe.ts'
import styles from './editor.module.css'

/** The frame of a crop over the picture: it is moved as a whole, by its corners, or an edge at a time by keys. */
export interface CropFrameProps {
  readonly canvas: { readonly current: HTMLCanvasElement | null }
  readonly part: CropPart
  /** Differs when the canvas may have another shape. */
  readonly shapeKey: string
  readonly onChange: (part: CropPart) => void
}

const EDGES = ['left', 'top', 'right', 'bottom'] as const
type Edge = (typeof EDGES)[number]

const CORNERS: readonly (readonly [Edge, Edge])[] = [
  ['left', 'top'],
  ['right', 'top'],
  ['left', 'bottom'],
  ['right', 'bottom'],
]

/** One press of a key moves an edge by so much. */
const KEY_STEP = 0.01

/** See {@link CropFrameProps}. */
export function CropFrame({ canvas, part, shapeKey, onChange }: CropFrameProps) {
  const { words } = useSpeech()
  const box = useCanvasBox(canvas, shapeKey)
  const from = useRef<{ readonly x: number; readonly y: number; readonly part: CropPart } | null>(null)
  const drag = (event: PointerEvent, move: (x: number, y: number, start: CropPart) => CropPart) => {
    if (from.current === null) return
    event.stopPropagation()
    const [x, y] = [
      (event.clientX - from.current.x) / box.width,
      (event.clientY - from.current.y) / box.height,
    ]
    onChange(move(x, y, from.current.part))
  }
  const grip = (move: (x: number, y: number, start: CropPart) => CropPart) => ({
    onPointerDown: (event: PointerEvent) => {
      event.stopPropagation()
      event.currentTarget.setPointerCapture(event.pointerId)
      from.current = { x: event.clientX, y: event.clientY, part }
    },
    onPointerMove: (event: PointerEvent) => drag(event, move),
    onPointerUp: () => {
      from.current = null
    },
  })
  const style = {
    left: box.left + part.left * box.width,
    top: box.top + part.top * box.height,
    width: part.width * box.width,
    height: part.height * box.height,
  }
  return (
    <div
      className={styles.frame}
      style={style}
      {...grip((x, y, start) => movePart(start, start.left + x, start.top + y))}
    >
      {EDGES.map((edge) => (
        <EdgeHandle
          key={edge}
          edge={edge}
          label={words.viewer.edit.cropEdge[edge]}
          part={part}
          onChange={onChange}
          grip={grip((x, y, start) => moveEdge(start, edge, edgeOf(start, edge) + (isAcross(edge) ? x : y)))}
        />
      ))}
      {CORNERS.map(([across, down]) => (
        <span
          key={across + down}
          className={styles.corner}
          data-across={across}
          data-down={down}
          {...grip((x, y, start) =>
            moveEdge(moveEdge(start, across, edgeOf(start, across) + x), down, edgeOf(start, down) + y),
          )}
        />
      ))}
    </div>
  )
}

interface EdgeHandleProps {
  readonly edge: Edge
  readonly label: string
  readonly part: CropPart
  readonly onChange: (part: CropPart) => void
  readonly grip: object
}

function EdgeHandle({ edge, label, part, onChange, grip }: EdgeHandleProps) {
  const { formats } = useSpeech()
  const at = edgeOf(part, edge)
  return (
    <span
      {...grip}
      className={styles.edge}
      data-edge={edge}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-orientation={isAcross(edge) ? 'horizontal' : 'vertical'}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(at * 100)}
      aria-valuetext={formats.percent(at)}
      onKeyDown={(event) => {
        const way = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key]
        if (way === undefined) return
        event.preventDefault()
        event.stopPropagation()
        onChange(moveEdge(part, edge, at + way * KEY_STEP))
      }}
    />
  )
}

function isAcross(edge: Edge): boolean {
  return edge === 'left' || edge === 'right'
}

function edgeOf({ left, top, width, height }: CropPart, edge: Edge): number {
  return { left, top, right: left + width, bottom: top + height }[edge]
}

const NOWHERE = { left: 0, top: 0, width: 1, height: 1 }

/** Where the canvas lies in its sheet, as it is drawn now. */
function useCanvasBox(canvas: CropFrameProps['canvas'], shapeKey: string) {
  const [box, setBox] = useState(NOWHERE)
  useEffect(() => {
    const element = canvas.current
    if (element === null) return undefined
    const measure = () =>
      setBox({
        left: element.offsetLeft,
        top: element.offsetTop,
        width: Math.max(1, element.offsetWidth),
        height: Math.max(1, element.offsetHeight),
      })
    const watcher = new ResizeObserver(measure)
    watcher.observe(element)
    if (element.parentElement !== null) watcher.observe(element.parentElement)
    measure()
    return () => watcher.disconnect()
  }, [canvas, shapeKey])
  return box
}
