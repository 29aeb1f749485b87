import { z } from 'zod'

/*
 * How a picture is to look, as a document: what a person did to it, never pixels. The original is not touched; whoever shows the
 * picture renders the recipe. Steps are done in the order of the fields below, whatever the order in which they were chosen.
 */

/** The furthest that light and colour can be turned either way. */
export const RECIPE_AMOUNT_MAX = 100

/** Degrees that a horizon can be straightened by either way. */
export const STRAIGHTEN_MAX = 45

const amountSchema = z.number().int().min(-RECIPE_AMOUNT_MAX).max(RECIPE_AMOUNT_MAX)
const fractionSchema = z.number().min(0).max(1)

/** Rounding of fractions may leave a crop so much too large. */
const CROP_SLACK = 1e-6

/** A part of the picture, in fractions of its width and height as they are after turning and straightening. */
const cropSchema = z
  .looseObject({
    left: fractionSchema,
    top: fractionSchema,
    width: fractionSchema.min(0.01),
    height: fractionSchema.min(0.01),
  })
  .refine(({ left, width }) => left + width <= 1 + CROP_SLACK, { message: 'must end within the picture' })
  .refine(({ top, height }) => top + height <= 1 + CROP_SLACK, { message: 'must end within the picture' })

/** The looks that a picture can be given as a whole. */
export const recipeFilterSchema = z.enum(['vivid', 'warm', 'cool', 'fade', 'sepia', 'mono', 'noir'])

/** See the file's header. A field that is absent does nothing. */
export const recipeSchema = z.looseObject({
  /** Degrees clockwise, of the picture the right way up. */
  rotate: z.union([z.literal(90), z.literal(180), z.literal(270)]).exactOptional(),
  /** Mirrored left to right, after turning. */
  flip: z.literal(true).exactOptional(),
  /** Degrees clockwise; the picture is cut to the largest upright part of its own shape. */
  straighten: z.number().min(-STRAIGHTEN_MAX).max(STRAIGHTEN_MAX).exactOptional(),
  crop: cropSchema.exactOptional(),
  light: z
    .looseObject({
      exposure: amountSchema.exactOptional(),
      brightness: amountSchema.exactOptional(),
      contrast: amountSchema.exactOptional(),
      highlights: amountSchema.exactOptional(),
      shadows: amountSchema.exactOptional(),
    })
    .exactOptional(),
  colour: z
    .looseObject({
      saturation: amountSchema.exactOptional(),
      /** Blue below 0, yellow above. */
      warmth: amountSchema.exactOptional(),
      /** Green below 0, magenta above. */
      tint: amountSchema.exactOptional(),
    })
    .exactOptional(),
  filter: recipeFilterSchema.exactOptional(),
})
/** See {@link recipeSchema}. */
export type Recipe = z.infer<typeof recipeSchema>
