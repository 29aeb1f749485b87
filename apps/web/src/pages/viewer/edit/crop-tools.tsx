import { planRecipe } from '@rollcall/media'
import type { Recipe } from '@rollcall/protocol'
import { STRAIGHTEN_MAX } from '@rollcall/protocol'
import { FlipHorizontal2, RotateCcw, RotateCw } from 'lucide-react'
import { Button } from '../../../parts/button.tsx'
import { useSpeech } from '../../../words/use-words.tsx'
import { AmountSlider } from './amount-slider.tsx'
import { mirror, straightenBy, turn, UNCUT, withPart, withShape } from './draft-recipe.ts'
import styles from './editor.module.css'
import type { Paintable } from './paint-recipe.ts'

/** Shapes by their width over height; those of the words first. */
const SHAPES: readonly (readonly [string, number])[] = [
  ['3:2', 3 / 2],
  ['4:3', 4 / 3],
  ['16:9', 16 / 9],
  ['2:3', 2 / 3],
  ['3:4', 3 / 4],
]

/** Turning, mirroring, straightening, and shapes to cut to. */
export function CropTools({
  recipe,
  picture,
  onChange,
}: {
  readonly recipe: Recipe
  readonly picture: Paintable | null
  readonly onChange: (recipe: Recipe) => void
}) {
  const { words } = useSpeech()
  const { edit } = words.viewer
  const cutTo = (aspect: number) => {
    if (picture !== null) onChange(withShape(recipe, aspect, picture))
  }
  const own = () => {
    if (picture === null) return
    const { straightened } = planRecipe(picture.width, picture.height, withPart(recipe, UNCUT))
    cutTo(straightened.width / straightened.height)
  }
  return (
    <div className={styles.crop}>
      <div className={styles.turns}>
        <Button
          look="quiet"
          isSquare
          aria-label={edit.rotateLeft}
          onPress={() => onChange(turn(recipe, false))}
        >
          <RotateCcw size={20} aria-hidden />
        </Button>
        <Button
          look="quiet"
          isSquare
          aria-label={edit.rotateRight}
          onPress={() => onChange(turn(recipe, true))}
        >
          <RotateCw size={20} aria-hidden />
        </Button>
        <Button look="quiet" isSquare aria-label={edit.flip} onPress={() => onChange(mirror(recipe))}>
          <FlipHorizontal2 size={20} aria-hidden />
        </Button>
      </div>
      <AmountSlider
        label={edit.straighten}
        value={recipe.straighten ?? 0}
        most={STRAIGHTEN_MAX}
        step={0.5}
        unit="°"
        onChange={(degrees) => onChange(straightenBy(recipe, degrees))}
      />
      <div className={styles.shapes} role="group" aria-label={edit.ratio}>
        <Button look="quiet" onPress={own}>
          {edit.ratios.original}
        </Button>
        <Button look="quiet" onPress={() => cutTo(1)}>
          {edit.ratios.square}
        </Button>
        {SHAPES.map(([name, aspect]) => (
          <Button key={name} look="quiet" onPress={() => cutTo(aspect)}>
            {name}
          </Button>
        ))}
      </div>
    </div>
  )
}
