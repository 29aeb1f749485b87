import type { Recipe } from '@rollcall/protocol'
import { RECIPE_AMOUNT_MAX, recipeFilterSchema } from '@rollcall/protocol'
import { useSpeech } from '../../../words/use-words.tsx'
import { AmountSlider } from './amount-slider.tsx'
import { amountIn, COLOUR_STEPS, LIGHT_STEPS, withAmount, withFilter } from './draft-recipe.ts'
import styles from './editor.module.css'

/** The amounts of light or of colour, or the looks. */
export function ColourTools({
  kind,
  recipe,
  onChange,
}: {
  readonly kind: 'light' | 'colour' | 'filter'
  readonly recipe: Recipe
  readonly onChange: (recipe: Recipe) => void
}) {
  const { words } = useSpeech()
  const { edit } = words.viewer
  if (kind === 'filter') {
    return (
      <div className={styles.shapes} role="group" aria-label={edit.filter}>
        {([null, ...recipeFilterSchema.options] as const).map((filter) => (
          <button
            key={filter ?? 'none'}
            type="button"
            className={styles.look}
            aria-pressed={(recipe.filter ?? null) === filter}
            onClick={() => onChange(withFilter(recipe, filter))}
          >
            {edit.filters[filter ?? 'none']}
          </button>
        ))}
      </div>
    )
  }
  return (
    <div className={styles.amounts}>
      {(kind === 'light' ? LIGHT_STEPS : COLOUR_STEPS).map((name) => (
        <AmountSlider
          key={name}
          label={edit.amounts[name]}
          value={amountIn(recipe, name)}
          most={RECIPE_AMOUNT_MAX}
          onChange={(amount) => onChange(withAmount(recipe, name, amount))}
        />
      ))}
    </div>
  )
}
