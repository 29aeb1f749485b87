/** Light that can be turned, each from -100 to 100. */
export const LIGHT_STEPS = ['exposure', 'brightness', 'contrast', 'highlights', 'shadows'] as const
/** Colour that can be turned, each from -100 to 100. */
export const COLOUR_STEPS = ['saturation', 'warmth', 'tint'] as const
