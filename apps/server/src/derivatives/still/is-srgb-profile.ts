/** Profiles longer than this do not describe sRGB: HP's widespread one has 3,144 bytes. */
const SRGB_PROFILE_BYTES_MAX = 8_192

/** `desc` and `mluc` texts lie within this. */
const DESCRIPTION_BYTES_MAX = 256

/**
 * True when an ICC profile calls itself sRGB (`sRGB IEC61966-2.1`, `sRGB built-in`, …), so that converting to sRGB would
 * change nothing worth its time. False when it cannot be told. Never throws. Layout: ICC.1:2022 §7.
 */
export function isSrgbProfile(icc: Uint8Array): boolean {
  if (icc.length < 132 || icc.length > SRGB_PROFILE_BYTES_MAX) return false
  const view = new DataView(icc.buffer, icc.byteOffset, icc.byteLength)
  const tagCount = Math.min(view.getUint32(128), Math.floor((icc.length - 132) / 12))
  for (let tag = 0; tag < tagCount; tag++) {
    const at = 132 + 12 * tag
    if (view.getUint32(at) !== 0x64657363) continue // 'desc'
    const from = view.getUint32(at + 4)
    const bytes = Math.min(view.getUint32(at + 8), DESCRIPTION_BYTES_MAX)
    // Either 8 or 16 bits a letter, by the version of the profile.
    const text = String.fromCharCode(...icc.subarray(from, from + bytes)).replaceAll('\0', '')
    return /\bsRGB\b/.test(text)
  }
  return false
}
