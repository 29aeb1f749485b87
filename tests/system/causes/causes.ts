import type { Cause } from './cause.ts'
import { CONNECTION_CAUSES } from './connection-causes.ts'
import { RUNNING_CAUSES, STORAGE_CAUSES } from './device-causes.ts'
import { SETTINGS_CAUSES } from './settings-causes.ts'

/** Every cause that is made to happen, in the order in which two of them are made. */
export const CAUSES: readonly Cause[] = [
  ...STORAGE_CAUSES,
  ...SETTINGS_CAUSES,
  ...CONNECTION_CAUSES,
  ...RUNNING_CAUSES,
]
