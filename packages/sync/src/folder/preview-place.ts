import { joinName, splitName } from '../file-name.ts'
import type { FolderPath } from './trees.ts'

/** What the name of a smaller version ends with, after the whole name of its original. */
const PREVIEW_ENDING = '.preview.jpg'

/** Where the smaller version of an original lies: `IMG_0001.HEIC.preview.jpg` beside where `IMG_0001.HEIC` lay. A name that would be too long is cut before the extension. */
export function previewPlaceOf(originalPath: FolderPath): FolderPath {
  const nameAt = originalPath.lastIndexOf('/') + 1
  const { stem, extension } = splitName(originalPath.slice(nameAt))
  return originalPath.slice(0, nameAt) + joinName(stem, extension + PREVIEW_ENDING)
}

/**
 * Where an original belongs whose smaller version lies at a path: under the name that the path says, or, after somebody named the
 * smaller version otherwise, under that name with the original's own extension.
 *
 * @param originalName the file name of the original, as the library tells it
 */
export function originalPlaceOf(previewPath: FolderPath, originalName: string): FolderPath {
  if (previewPath.endsWith(PREVIEW_ENDING)) {
    const place = previewPath.slice(0, -PREVIEW_ENDING.length)
    if (place !== '' && !place.endsWith('/')) return place
  }
  const nameAt = previewPath.lastIndexOf('/') + 1
  const { stem } = splitName(previewPath.slice(nameAt))
  return previewPath.slice(0, nameAt) + joinName(stem, splitName(originalName).extension)
}
