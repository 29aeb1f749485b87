/** The folder, inside a device's folder, that Rollcall keeps its own things in. Never synced, never counted. */
export const OWN_FOLDER = '.rollcall'

/** Where a device's own things lie. All are inside {@link OWN_FOLDER}, so on the same volume as the photos. */
export interface DevicePaths {
  readonly root: string
  readonly own: string
  /** Who this device is, and its token. Readable by its owner only. */
  readonly config: string
  readonly database: string
  /** Held by the one `rollcall sync` that works on this folder. */
  readonly lock: string
  /** Held by the one engine: that of `sync` itself, or of the process that `sync` keeps going. */
  readonly engineLock: string
  /** How the engine is, as the process tells that keeps it going. */
  readonly health: string
  /** What was chosen for the device that this folder was, until it is linked again. */
  readonly settingsLeft: string
  /** Downloads that are not whole yet, named by their SHA-256. */
  readonly incoming: string
  /** Files whose photo was deleted elsewhere, named by their SHA-256, until the deletion is final. */
  readonly trash: string
}

/** The paths of the device whose folder is `root`, an absolute path without a slash at its end. */
export function devicePaths(root: string): DevicePaths {
  const own = `${root}/${OWN_FOLDER}`
  return {
    root,
    own,
    config: `${own}/device.json`,
    database: `${own}/state.db`,
    lock: `${own}/lock.db`,
    engineLock: `${own}/engine-lock.db`,
    health: `${own}/engine-health.json`,
    settingsLeft: `${own}/settings-left.json`,
    incoming: `${own}/incoming`,
    trash: `${own}/trash`,
  }
}
