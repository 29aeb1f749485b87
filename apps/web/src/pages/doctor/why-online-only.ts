/** Why the app opens only with a network in this browser: the page came over plain http, or the browser gives it no files of its own. */
export type OnlineOnly = 'insecure' | 'no_store' | null

/** What of a browser tells. */
export interface BrowserTraits {
  readonly isSecureContext: boolean
  readonly navigator: {
    readonly serviceWorker?: unknown
    readonly storage?: { readonly getDirectory?: () => Promise<unknown> }
  }
}

/** Tries what offline use needs. Private windows of some browsers have the names of it and refuse its use. */
export async function whyOnlineOnly({ isSecureContext, navigator }: BrowserTraits): Promise<OnlineOnly> {
  if (!isSecureContext) return 'insecure'
  const { storage } = navigator
  if (!('serviceWorker' in navigator) || storage?.getDirectory === undefined) return 'no_store'
  try {
    await storage.getDirectory()
    return null
  } catch {
    return 'no_store'
  }
}
