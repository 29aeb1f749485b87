/** Files that other programs have shared with the app, from the moment they arrive until the library's worker has taken them in. */
export interface SharedFiles {
  /** Keeps the files of a form; answers how many. */
  readonly put: (form: FormData) => Promise<number>
  /** Hands over all that are there; one goes when what was done with it has ended well. */
  readonly takeEach: (take: (files: readonly File[]) => Promise<void>) => Promise<void>
}

/** Says that something was shared, to whoever keeps the library. */
export const SHARED_CHANNEL = 'rollcall-shared'

/** What in the address of the page says how many files were shared. */
export const SHARED_PARAM = 'shared'

const CACHE = 'rollcall-shared'

/** Files of one sharing; more are let go of, and the sharing program still has them. */
const FILES_MAX = 500

/** Keeps shared files in the browser's cache, which pages, workers and the service worker see alike. `freshId` names each. */
export function createSharedFiles(caches: CacheStorage, freshId: () => string): SharedFiles {
  return {
    put: async (form) => {
      const files = [...form.values()]
        .filter((each) => each instanceof File && each.size > 0)
        .slice(0, FILES_MAX)
      const cache = await caches.open(CACHE)
      for (const file of files) {
        if (!(file instanceof File)) continue
        const headers = {
          'content-type': file.type,
          'rollcall-name': encodeURIComponent(file.name),
          'rollcall-modified': String(file.lastModified),
        }
        await cache.put(`/shared/${freshId()}`, new Response(file, { headers }))
      }
      return files.length
    },
    takeEach: async (take) => {
      if (!(await caches.has(CACHE))) return
      const cache = await caches.open(CACHE)
      const requests = await cache.keys()
      const files: File[] = []
      for (const request of requests) {
        const kept = await cache.match(request)
        if (kept !== undefined) files.push(await fileOf(kept))
      }
      if (files.length > 0) await take(files)
      for (const request of requests) await cache.delete(request)
    },
  }
}

async function fileOf(kept: Response): Promise<File> {
  const name = decodeURIComponent(kept.headers.get('rollcall-name') ?? 'shared')
  const lastModified = Number(kept.headers.get('rollcall-modified') ?? 0)
  return new File([await kept.blob()], name, { lastModified })
}
