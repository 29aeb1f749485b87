import type { Page } from 'playwright-core'

const FILM_MS = 900

/** Has the browser record a film of a colour that changes, in a form that it can play; about a second long. */
export async function recordFilm(page: Page): Promise<Buffer> {
  const text = await page.evaluate(async (lengthMs) => {
    const canvas = document.createElement('canvas')
    ;[canvas.width, canvas.height] = [320, 240]
    const pen = canvas.getContext('2d')
    const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: 'video/webm;codecs=vp8' })
    const parts: Blob[] = []
    recorder.ondataavailable = ({ data }) => parts.push(data)
    const ended = new Promise((resolve) => {
      recorder.onstop = resolve
    })
    recorder.start()
    const began = performance.now()
    const draw = () => {
      const passed = performance.now() - began
      if (pen !== null) {
        pen.fillStyle = `hsl(${Math.round(passed) % 360} 80% 50%)`
        pen.fillRect(0, 0, 320, 240)
      }
      if (passed < lengthMs) requestAnimationFrame(draw)
      else recorder.stop()
    }
    draw()
    await ended
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer())
    return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')
  }, FILM_MS)
  return Buffer.from(text, 'latin1')
}
