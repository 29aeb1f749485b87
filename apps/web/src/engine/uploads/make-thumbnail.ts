import type { Thumbnails } from './upload-ports.ts'

/** The longer side of a picture made here, pixels. */
const SIDE_PX = 160

/** Larger files are not decoded here: a page has little memory. */
const FILE_BYTES_MAX = 64 * 1024 * 1024

/** Pictures made by the browser, in a worker. HEIC and raw files it cannot show; their names stand in their place. */
export function createThumbnails(): Thumbnails {
  return {
    make: async (file) => {
      if (file.size > FILE_BYTES_MAX || typeof OffscreenCanvas === 'undefined') return null
      try {
        const whole = await createImageBitmap(file)
        const scale = Math.min(1, SIDE_PX / Math.max(whole.width, whole.height))
        const canvas = new OffscreenCanvas(
          Math.max(1, Math.round(whole.width * scale)),
          Math.max(1, Math.round(whole.height * scale)),
        )
        canvas.getContext('2d')?.drawImage(whole, 0, 0, canvas.width, canvas.height)
        whole.close()
        return URL.createObjectURL(await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.7 }))
      } catch {
        return null // it is no picture that this browser knows
      }
    },
    drop: (address) => URL.revokeObjectURL(address),
  }
}
