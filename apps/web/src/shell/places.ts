import type { LucideIcon } from 'lucide-react'
import { FolderHeart, HardDrive, Images, RefreshCw, Settings } from 'lucide-react'
import type { Words } from '../words/en.ts'

/** A place that the navigation leads to. `key` goes there after `g`. */
export interface Place {
  readonly name: keyof Pick<Words['shell'], 'library' | 'albums' | 'sync' | 'storage' | 'settings'>
  readonly path: string
  readonly key: string
  readonly icon: LucideIcon
}

/** The five places, in the order in which they stand. */
export const PLACES: readonly Place[] = [
  { name: 'library', path: '/', key: 'l', icon: Images },
  { name: 'albums', path: '/albums', key: 'a', icon: FolderHeart },
  { name: 'sync', path: '/sync', key: 'd', icon: RefreshCw },
  { name: 'storage', path: '/storage', key: 's', icon: HardDrive },
  { name: 'settings', path: '/settings', key: ',', icon: Settings },
]

/** Whether an address belongs to a place; the library has only its own. */
export function isWithin(place: Place, path: string): boolean {
  return place.path === '/'
    ? path === '/' || path.startsWith('/photo') || path === '/search'
    : path.startsWith(place.path)
}

/** Where a phone finds what has no target of its own in its bar. */
export const MORE_PATH = '/more'
