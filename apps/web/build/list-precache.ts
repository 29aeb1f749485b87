import { createHash } from 'node:crypto'
import type { Plugin } from 'vite'

/** What the service worker's source has in the place of its list. */
const PLACE = '__PRECACHE__'

/** Served fresh each time, so not kept by its name. */
const NOT_KEPT = new Set(['service-worker.js'])

/**
 * Tells the service worker which files the app consists of, and under which version: a JSON object `{version, files}` of paths from `/`
 * stands where its source says `__PRECACHE__`. The version follows from the contents, so an unchanged build is no update.
 */
export function listPrecache(): Plugin {
  return {
    name: 'rollcall-list-precache',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler: (_, bundle) => {
        const names = Object.keys(bundle)
          .filter((name) => !NOT_KEPT.has(name) && !name.endsWith('.map'))
          .toSorted()
        const sum = createHash('sha256')
        for (const name of names) {
          const file = bundle[name]
          sum.update(name).update(file?.type === 'chunk' ? file.code : (file?.source ?? ''))
        }
        const version = sum.digest('hex').slice(0, 16)
        const list = JSON.stringify({ version, files: names.map((name) => `/${name}`) })
        const worker = bundle['service-worker.js']
        if (worker?.type === 'chunk') worker.code = worker.code.replaceAll(PLACE, list)
      },
    },
  }
}
