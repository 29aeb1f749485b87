export {
  DERIVATIVE_SIDE_PX,
  DERIVATIVE_VERSION,
  type DerivativeKind,
  PICTURE_PIXELS_MAX,
  STREAM_SIDE_PX,
} from './derivative-sizes.ts'
export { findIgnoreReason, type IgnoreReason, isSystemFolder } from './find-ignore-reason.ts'
export type {
  ByteSource,
  CaptureSource,
  CaptureTime,
  EmbeddedPicture,
  FileFacts,
  MediaFacts,
  Place,
  Subtype,
} from './media-facts.ts'
export { bitsBetween, LOOKALIKE_MAX_BITS, lookHashOf } from './look-hash.ts'
export { type MediaKind, mediaKindOf } from './media-kind-of.ts'
export type { MediaType } from './media-type.ts'
export { NO_FACTS } from './no-facts.ts'
export { isSidecarOf, type PairingKey, pairingKeysOf } from './pairing-keys.ts'
export { DERIVATIVE_MARK_PREFIX, type DerivativeMark, readDerivativeMark } from './read-derivative-mark.ts'
export { ONLY_THUMBNAIL_TURNED, readMediaFacts, TYPE_BY_NAME } from './read-media-facts.ts'
export { type ColourMatrix, colourMatrixOf } from './recipe/colour-matrix.ts'
export { lookOf } from './recipe/look-of.ts'
export {
  type PixelRectangle,
  type PixelSize,
  type PlaneMap,
  planRecipe,
  type RecipePlan,
  sideForRecipe,
} from './recipe/plan-recipe.ts'
export { renderTextOf } from './recipe/render-text-of.ts'
export { CURVE_VALUES, finishCurveOf, type ToneCurve, toneCurveOf } from './recipe/tone-curve.ts'
export { HEAD_BYTES, sniffMediaType } from './sniff-media-type.ts'
