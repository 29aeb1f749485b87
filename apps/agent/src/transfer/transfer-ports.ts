import type { LibraryApi } from '@rollcall/platform-client'
import type { Clock, Disk } from '@rollcall/sync'
import type { ScanPorts } from '../folder/scan-folder.ts'

/** What moving an original needs of the world. `root` is the device's folder. */
export interface TransferPorts {
  readonly disk: Disk
  readonly clock: Clock
  readonly api: LibraryApi
  readonly root: string
  readonly createSha256: ScanPorts['createSha256']
  readonly hmacSha256: (keyHex: string, text: string) => string
}

/** Told how many bytes of a transfer are done, from the first on. */
export type OnBytes = (bytesDone: number) => void
