import type { MediaFacts } from '@rollcall/media'
import { NO_FACTS } from '@rollcall/media'
import type { DeriveResult, Deriver } from '@rollcall/server'
import type { Disk } from '@rollcall/sync'
import { writeWhole } from '@rollcall/sync'
import { contentIdOf, isViewable, previewOf } from './contents.ts'
import type { SeededRandom } from './seeded-random.ts'
import type { SimDisk } from './sim-disk.ts'

/** How often a file takes too much time, though it would not the next time. */
const OUT_OF_TIME = 0.05

const DERIVATIVE = new TextEncoder().encode('a thumbnail')

/**
 * Reads the files of this world, which no decoder would: they say which Live Photo they are half of, and nothing else. Each gets
 * one small derivative, and most photos a smaller version that devices can keep.
 */
export function createSimDeriver(disk: SimDisk, port: Disk, random: SeededRandom): Deriver {
  return {
    jobsAtOnce: 2,
    jobsAhead: 1,
    close: async () => undefined,
    derive: async ({ path, modifiedAt, outFolder, sha256, recipe }): Promise<DeriveResult> => {
      if (random.chance(OUT_OF_TIME)) {
        const outcome = { kind: 'failed', code: 'out_of_time', detail: '' } as const
        return { facts: null, outcome, isStreamNeeded: false }
      }
      const bytes = disk.bytesAt(path) ?? new Uint8Array(0)
      const size = { width: 4, height: 3 }
      const make = async (kind: 'small' | 'preview', content: Uint8Array) => {
        const made = `${outFolder}/${kind}`
        const file = await port.create(made)
        await writeWhole(file, content, 0)
        await file.close()
        const mime = kind === 'small' ? 'image/webp' : 'image/jpeg'
        return { kind, path: made, bytes: content.length, mime, ...size }
      }
      const files = [await make('small', DERIVATIVE)]
      if (recipe === null && isViewable(bytes)) files.push(await make('preview', previewOf(sha256)))
      return {
        facts: factsOf(bytes, modifiedAt),
        outcome: {
          kind: 'made',
          files,
          thumbhash: null,
          colour: '#808080',
          lookHash: null,
          ...size,
          from: 'original',
        },
        isStreamNeeded: false,
      }
    },
  }
}

function factsOf(bytes: Uint8Array, modifiedAt: number): MediaFacts {
  const isVideo = bytes[0] === 0
  return {
    ...NO_FACTS,
    type: isVideo ? 'video/quicktime' : 'image/jpeg',
    kind: isVideo ? 'video' : 'photo',
    width: 4,
    height: 3,
    taken: {
      local: '2026-11-22T12:00:00',
      offsetMinutes: null,
      offsetFrom: null,
      at: modifiedAt,
      source: 'file_time',
    },
    contentId: contentIdOf(bytes),
  }
}
