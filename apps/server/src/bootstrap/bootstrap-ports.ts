import type { Clock, Disk } from '@rollcall/sync'
import type { Log } from '../log/log.ts'
import type { Store } from '../store/store.ts'
import type { OpenPartEncoder } from './part-encoder.ts'
import type { SegmentFiles } from './segment-files.ts'

/** How segments are cut. Tests take small ones. */
export interface BootstrapSizes {
  /** Rows of a part. */
  readonly partRows: number
  /** A smaller library, in assets and records, has no segments: the feed is as good. */
  readonly leastRows: number
  /** Rows read in one turn of the library; pushes are answered between two. */
  readonly turnRows: number
}

/** What building segments needs of the world. */
export interface BootstrapPorts {
  readonly store: Store
  readonly disk: Disk
  /** The data folder, absolute. */
  readonly root: string
  readonly clock: Clock
  readonly log: Log
  readonly openEncoder: OpenPartEncoder
  readonly sizes?: Partial<BootstrapSizes>
}

/** Ports and parameters of one build. */
export type BuildPorts = Omit<BootstrapPorts, 'disk' | 'root' | 'sizes'> & {
  readonly files: SegmentFiles
  readonly sizes: BootstrapSizes
}
