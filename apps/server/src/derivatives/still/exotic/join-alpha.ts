import type { RawPicture } from '../decoded-picture.ts'

/**
 * Adds a fourth channel: `mask`, one byte a pixel, 0 is not to be seen. Colours that are multiplied with it already are
 * divided, so that whoever lays the picture on another multiplies once.
 */
export function joinAlpha(picture: RawPicture, mask: Uint8Array, isPremultiplied: boolean): RawPicture {
  const { width, height, channels } = picture
  const pixels = new Uint8Array(width * height * 4)
  for (let pixel = 0; pixel < width * height; pixel++) {
    const alpha = mask[pixel] ?? 255
    for (let channel = 0; channel < 3; channel++) {
      const value = picture.pixels[pixel * channels + channel] ?? 0
      const whole = isPremultiplied && alpha > 0 ? Math.min(255, Math.round((value * 255) / alpha)) : value
      pixels[pixel * 4 + channel] = whole
    }
    pixels[pixel * 4 + 3] = alpha
  }
  return { width, height, channels: 4, pixels }
}
