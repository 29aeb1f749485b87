import type { UploadsLibrary } from '../engine-ports.ts'
import type { PickedLog } from './picked-log.ts'
import type { UploadPorts } from './upload-ports.ts'

/** What the parts of uploads share. */
export interface UploadWorld {
  readonly library: UploadsLibrary
  readonly ports: UploadPorts
  readonly log: PickedLog
  /** Where files are read from that have no copy here. */
  readonly sources: Map<string, File>
  /** The secret that ids follow from; null before the first sign-in. */
  readonly idKey: () => string | null
  readonly changed: () => void
  /** There is something to do. */
  readonly wake: () => void
}
