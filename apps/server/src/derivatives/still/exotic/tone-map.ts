/*
 * Brightness that only HDR screens show, and colours that only wide screens show, brought into sRGB.
 *
 *   sample -> linear light (1 = diffuse white, 203 cd/m² of BT.2408) -> BT.709 primaries -> highlights rolled off -> sRGB
 *
 * Below the knee nothing changes, so that skin and sky look as on any screen; above it the curve bends towards 1, the
 * brightest of the three channels deciding for all, which keeps the hue. Pictures that are only wide are clipped.
 */
import type { ColourCodes } from './heif-file.ts'

/** Primaries of H.273 that are wider than sRGB: BT.2020 and the two P3. */
const BT2020 = 9
const P3_THEATRE = 11
const P3_DISPLAY = 12
/** Transfers of H.273. */
const LINEAR = 8
const PQ = 16
const HLG = 18

/** BT.2408: the brightness of white paper in an HDR picture, cd/m². */
const DIFFUSE_WHITE_NITS = 203
/** The screen that HLG is mastered for, cd/m², and its system gamma (BT.2100). */
const HLG_PEAK_NITS = 1_000
const HLG_GAMMA = 1.2
/** Linear light above which highlights are bent. */
const KNEE = 0.5
const SRGB_STEPS = 16_384

/** Linear light in these primaries to BT.709, both D65. */
const BT2020_TO_709 = [1.6605, -0.5876, -0.0728, -0.1246, 1.1329, -0.0083, -0.0182, -0.1006, 1.1187]
const P3_TO_709 = [1.2249, -0.2247, 0, -0.0421, 1.0421, 0, -0.0196, -0.0786, 1.0979]
const SAME = [1, 0, 0, 0, 1, 0, 0, 0, 1]

/** Whether samples of this colour look wrong when they are taken for sRGB. */
export function needsToneMap({ primaries, transfer }: ColourCodes): boolean {
  return isHdr(transfer) || transfer === LINEAR || matrixOf(primaries) !== SAME
}

/** Turns samples (red, green, blue, 0…65535, as coded) into sRGB, one byte each. */
export function toneMap(samples: Uint16Array, { primaries, transfer }: ColourCodes): Uint8Array {
  const lightBySample = tabulateLight(transfer)
  const byteByLight = tabulateSrgb()
  const [rr = 1, rg = 0, rb = 0, gr = 0, gg = 1, gb = 0, br = 0, bg = 0, bb = 1] = matrixOf(primaries)
  const [lumaR, lumaG, lumaB] = primaries === BT2020 ? [0.2627, 0.678, 0.0593] : [0.2126, 0.7152, 0.0722]
  const isBent = isHdr(transfer)
  const bytes = new Uint8Array(samples.length)
  for (let at = 0; at + 2 < samples.length; at += 3) {
    let red = lightBySample[samples[at] ?? 0] ?? 0
    let green = lightBySample[samples[at + 1] ?? 0] ?? 0
    let blue = lightBySample[samples[at + 2] ?? 0] ?? 0
    if (transfer === HLG) {
      const luminance = lumaR * red + lumaG * green + lumaB * blue
      const gain = (HLG_PEAK_NITS / DIFFUSE_WHITE_NITS) * luminance ** (HLG_GAMMA - 1)
      red *= gain
      green *= gain
      blue *= gain
    }
    const r = Math.max(0, rr * red + rg * green + rb * blue)
    const g = Math.max(0, gr * red + gg * green + gb * blue)
    const b = Math.max(0, br * red + bg * green + bb * blue)
    const brightest = Math.max(r, g, b)
    const scale = isBent ? bendHighlight(brightest) : 1
    bytes[at] = byteByLight[Math.min(SRGB_STEPS, Math.round(r * scale * SRGB_STEPS))] ?? 255
    bytes[at + 1] = byteByLight[Math.min(SRGB_STEPS, Math.round(g * scale * SRGB_STEPS))] ?? 255
    bytes[at + 2] = byteByLight[Math.min(SRGB_STEPS, Math.round(b * scale * SRGB_STEPS))] ?? 255
  }
  return bytes
}

function isHdr(transfer: number): boolean {
  return transfer === PQ || transfer === HLG
}

function matrixOf(primaries: number): readonly number[] {
  if (primaries === BT2020) return BT2020_TO_709
  return primaries === P3_DISPLAY || primaries === P3_THEATRE ? P3_TO_709 : SAME
}

/**
 * What the channels of a pixel are multiplied with, whose brightest one is `light` (linear, 1 is white), so that it stays
 * below 1. The curve meets the straight line at the knee with its slope.
 */
export function bendHighlight(light: number): number {
  if (light <= KNEE) return 1
  const room = 1 - KNEE
  return (KNEE + room * (1 - Math.exp(-(light - KNEE) / room))) / light
}

function tabulateLight(transfer: number): Float32Array {
  const table = new Float32Array(65_536)
  for (let sample = 0; sample < table.length; sample++) {
    const value = sample / 65_535
    if (transfer === PQ) table[sample] = pqToNits(value) / DIFFUSE_WHITE_NITS
    else if (transfer === HLG) table[sample] = hlgToScene(value)
    else if (transfer === LINEAR) table[sample] = value
    else table[sample] = value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return table
}

/** SMPTE ST 2084. */
function pqToNits(value: number): number {
  const power = value ** (1 / 78.84375)
  return 10_000 * (Math.max(0, power - 0.8359375) / (18.8515625 - 18.6875 * power)) ** (1 / 0.1593017578125)
}

/** BT.2100: the inverse of the camera's curve, 0…1. */
function hlgToScene(value: number): number {
  return value <= 0.5 ? (value * value) / 3 : (Math.exp((value - 0.55991073) / 0.17883277) + 0.28466892) / 12
}

/** Bytes of sRGB by linear light: entry 0 is black, the last one white. */
export function tabulateSrgb(): Uint8Array {
  const table = new Uint8Array(SRGB_STEPS + 1)
  for (let step = 0; step <= SRGB_STEPS; step++) {
    const light = step / SRGB_STEPS
    const value = light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055
    table[step] = Math.round(value * 255)
  }
  return table
}
