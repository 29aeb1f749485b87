import type { Media } from '@rollcall/protocol'

/** Slower than this is told in seconds, faster as a fraction of one. */
const FRACTION_BELOW_S = 0.4

/** `f/1.8 · 1/250 s · ISO 64 · 26 mm`, of what is known. */
export function exposureWords({ exposure }: Pick<Media, 'exposure'>): string {
  const { fNumber, seconds, iso, focalLengthMm } = exposure
  const words: string[] = []
  if (fNumber !== null) words.push(`f/${rounded(fNumber)}`)
  if (seconds !== null && seconds > 0)
    words.push(seconds < FRACTION_BELOW_S ? `1/${Math.round(1 / seconds)} s` : `${rounded(seconds)} s`)
  if (iso !== null) words.push(`ISO ${Math.round(iso)}`)
  if (focalLengthMm !== null) words.push(`${rounded(focalLengthMm)} mm`)
  return words.join(' · ')
}

/** `Apple iPhone 15`, without the maker twice. */
export function cameraWords({ make, model }: Pick<Media, 'make' | 'model'>): string {
  if (make === null || model === null) return model ?? make ?? ''
  return model.toLowerCase().startsWith(make.toLowerCase()) ? model : `${make} ${model}`
}

function rounded(value: number): string {
  return String(Math.round(value * 10) / 10)
}
