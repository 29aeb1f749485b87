import { tell } from '../parts/toasts.tsx'

/** What a waiting service worker is told, so that it takes the place of the old one. */
const TAKE_OVER = 'take-over'

/** Whether this page may have a service worker at all: only on https, or on the machine itself. Without one the app works online only. */
function canWorkOffline(): boolean {
  return globalThis.isSecureContext && 'serviceWorker' in navigator
}

/**
 * Registers what lets the app open without a network. A new version waits until somebody says so: `words` are those of the toast that asks.
 * Nothing is ever reloaded by itself. To be called once a page; does nothing where there can be none. A registration that does not succeed
 * is tried again with the next page.
 */
export function registerServiceWorker(words: { readonly newVersion: string; readonly reload: string }): void {
  if (!canWorkOffline() || import.meta.env.DEV) return
  const { serviceWorker } = navigator
  const hadOne = serviceWorker.controller !== null
  let isWanted = false
  let isAsking = false

  function ask(onYes: () => void): void {
    if (isAsking) return
    isAsking = true
    tell({ text: words.newVersion, stays: true, act: { label: words.reload, onPress: onYes } })
  }

  serviceWorker.addEventListener('controllerchange', () => {
    if (isWanted) location.reload()
    // Somebody said so in another tab; here it is still the old page.
    else if (hadOne) ask(() => location.reload())
  })
  const follow = (registration: ServiceWorkerRegistration) => {
    const offer = (waiting: ServiceWorker) => {
      ask(() => {
        isWanted = true
        const post: (message: string) => void = waiting.postMessage.bind(waiting)
        post(TAKE_OVER)
      })
    }
    if (registration.waiting !== null && hadOne) offer(registration.waiting)
    registration.addEventListener('updatefound', () => {
      const { installing } = registration
      installing?.addEventListener('statechange', () => {
        if (installing.state === 'installed' && serviceWorker.controller !== null) offer(installing)
      })
    })
    // A page that stays open for days asks whenever somebody comes back to it.
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') void registration.update().catch(() => undefined)
    })
  }
  serviceWorker
    .register('/service-worker.js', { scope: '/', updateViaCache: 'none' })
    .then(follow)
    .catch(() => undefined) // as without a network: the next page tries again
}
