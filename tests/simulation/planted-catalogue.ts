import { DEVICE_COMMAND_BUGS } from './planted-device-bugs.ts'
import type { PlantedBug } from './planted-bugs.ts'
import { FILE_BUGS } from './planted-bugs.ts'
import { LIBRARY_BUGS } from './planted-library-bugs.ts'
import { ROOM_BUGS } from './planted-room-bugs.ts'
import { WIPE_BUGS } from './planted-wipe-bugs.ts'

/** Every planted bug. */
export const PLANTED_BUGS: readonly PlantedBug[] = [
  ...FILE_BUGS,
  ...LIBRARY_BUGS,
  ...DEVICE_COMMAND_BUGS,
  ...WIPE_BUGS,
  ...ROOM_BUGS,
]
