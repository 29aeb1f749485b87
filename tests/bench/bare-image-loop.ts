import { writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'

/*
 * The reference for derivatives: what anybody would write with the image library alone. Decodes each file once, makes the same
 * three pictures and writes them, one file a core at a time. Run as a process: `bare-image-loop.ts OUT FILE…`; prints seconds.
 */

const [out = '', ...files] = process.argv.slice(2)
sharp.cache(false)
sharp.concurrency(1)

async function makeThree(file: string, index: number): Promise<void> {
  const raw = { resolveWithObject: true } as const
  const inside = { fit: 'inside', withoutEnlargement: true } as const
  const preview = await sharp(file).rotate().resize(2048, 2048, inside).raw().toBuffer(raw)
  const { width, height, channels } = preview.info
  const open = () => sharp(preview.data, { raw: { width, height, channels } })
  const made = [
    await open().jpeg({ quality: 80, optimiseCoding: false }).toBuffer(),
    await open().resize(320, 320, inside).webp({ quality: 75, effort: 2 }).toBuffer(),
    await open().resize(160, 160, inside).webp({ quality: 75, effort: 2 }).toBuffer(),
  ]
  for (const [kind, bytes] of made.entries()) await writeFile(join(out, `${index}-${kind}`), bytes)
}

const startedAt = performance.now()
let next = 0
await Promise.all(
  Array.from({ length: availableParallelism() }, async () => {
    for (let index = next++; index < files.length; index = next++) await makeThree(files[index] ?? '', index)
  }),
)
console.log((performance.now() - startedAt) / 1_000)
