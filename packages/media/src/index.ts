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
export { type MediaKind, mediaKindOf } from './media-kind-of.ts'
export type { MediaType } from './media-type.ts'
export { NO_FACTS } from './no-facts.ts'
export { isSidecarOf, type PairingKey, pairingKeysOf } from './pairing-keys.ts'
export { DERIVATIVE_MARK_PREFIX, type DerivativeMark, readDerivativeMark } from './read-derivative-mark.ts'
export { ONLY_THUMBNAIL_TURNED, readMediaFacts, TYPE_BY_NAME } from './read-media-facts.ts'
export { HEAD_BYTES, sniffMediaType } from './sniff-media-type.ts'
