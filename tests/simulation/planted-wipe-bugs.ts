import type { WipePorts } from '@rollcall/agent'
import type { Sha256 } from '@rollcall/protocol'
import type { PlantedBug } from './planted-bugs.ts'
import { ROOT } from './device-node.ts'

/** Bugs of the check whether a device can be wiped [R6]. */
export const WIPE_BUGS: readonly PlantedBug[] = [
  {
    name: 'wipes_by_the_last_scan',
    what: 'The statement is made from hashes that the last scan remembers, and no file is read again',
    deviceWipe: withScannedHashes,
  },
  {
    name: 'attests_without_reading',
    what: 'The server vouches for bytes that it has not read back',
    deviceWipe: (ports) => ({
      ...ports,
      api: { ...ports.api, attest: (hashes) => ports.api.attest(hashes, Number.MAX_SAFE_INTEGER) },
    }),
  },
]

/** Files are hashed one after the other, so the one that was opened last is the one that is hashed. */
function withScannedHashes(ports: WipePorts): WipePorts {
  const { disk, state } = ports
  let opened = ''
  const scannedHash = (): Sha256 | null => {
    const content = state.folder.scanned(opened.slice(ROOT.length + 1))?.content
    return content?.kind === 'original' ? content.sha256 : null
  }
  return {
    ...ports,
    disk: {
      ...disk,
      openToRead: (path) => {
        opened = path
        return disk.openToRead(path)
      },
    },
    createSha256: () => {
      const running = ports.createSha256()
      const known = scannedHash()
      return { update: running.update, digestHex: () => known ?? (running.digestHex() as Sha256) }
    },
  }
}
