import type { PlantedBug } from './planted-bugs.ts'
import { FILE_BUGS } from './planted-bugs.ts'
import { LIBRARY_BUGS } from './planted-library-bugs.ts'

/** Every planted bug. */
export const PLANTED_BUGS: readonly PlantedBug[] = [...FILE_BUGS, ...LIBRARY_BUGS]
