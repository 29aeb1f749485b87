import type { Recipe } from '@rollcall/protocol'

/** A recipe in words, in the order in which its steps are done: "turned 90°, cropped to 80 % × 60 %, exposure +20, filter mono". */
export function describeRecipe(recipe: Recipe | null): string {
  if (recipe === null) return 'as it was taken'
  const { rotate, flip, straighten, crop, light, colour, filter } = recipe
  const steps = [
    rotate === undefined
      ? ''
      : rotate === 270
        ? 'turned 90° to the left'
        : `turned ${rotate}°${rotate === 90 ? ' to the right' : ''}`,
    flip === true ? 'mirrored' : '',
    straighten === undefined ? '' : `straightened by ${signed(straighten)}°`,
    crop === undefined
      ? ''
      : `cropped to ${percent(crop.width)} × ${percent(crop.height)}, from ${percent(crop.left)} left and ${percent(crop.top)} above`,
    ...amountsOf(light),
    ...amountsOf(colour),
    filter === undefined ? '' : `filter ${filter}`,
  ].filter((words) => words !== '')
  return steps.length === 0 ? 'as it was taken' : steps.join(', ')
}

function amountsOf(amounts: Readonly<Record<string, unknown>> = {}): readonly string[] {
  return Object.entries(amounts).map(([name, amount]) => `${name} ${signed(Number(amount))}`)
}

function signed(amount: number): string {
  return amount > 0 ? `+${amount}` : `${amount}`.replace('-', '−')
}

function percent(part: number): string {
  return `${Number((part * 100).toFixed(1))} %`
}
