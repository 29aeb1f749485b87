import type { DerivativeKind } from '@rollcall/media'

/** Every kind of derivative that a job may write. */
export const DERIVATIVE_KINDS: readonly DerivativeKind[] = ['small', 'medium', 'preview', 'stream']

const NAME_BY_KIND: Readonly<Record<DerivativeKind, string>> = {
  small: 'small.webp',
  medium: 'medium.webp',
  preview: 'preview.jpg',
  stream: 'stream.mp4',
}

/** Name of the file, in a job's own folder, that holds a derivative of this kind. */
export function derivedFileName(kind: DerivativeKind): string {
  return NAME_BY_KIND[kind]
}
