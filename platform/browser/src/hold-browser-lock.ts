/**
 * Takes a lock that only one tab or worker of this browser can hold. The browser gives it back when the holder ends, however it ends.
 * `until` says how long to wait for it: `now` not at all, or until the signal is aborted. Null when that was not enough.
 *
 * Where the browser has no locks, as on a page that came over plain http from another machine, the lock is everybody's: there is no shared
 * store there either, see `createOpfsFiles`.
 */
export async function holdBrowserLock(
  name: string,
  until: 'now' | AbortSignal,
): Promise<{ readonly release: () => void } | null> {
  if (globalThis.isSecureContext !== true || navigator.locks === undefined)
    return { release: () => undefined }
  const options = until === 'now' ? { ifAvailable: true } : { signal: until }
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(name, options, (lock) => {
        if (lock === null) return resolve(null)
        return new Promise<void>((release) => resolve({ release }))
      })
      .catch((cause: unknown) => {
        if (until !== 'now' && until.aborted) resolve(null)
        else reject(new Error(`Cannot take lock: the browser refuses ${name}`, { cause }))
      })
  })
}
