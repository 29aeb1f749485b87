import { useEffect } from 'react'
import { UploadPanel } from '../pages/upload/uploads.tsx'
import { MenuList } from '../parts/menu-button.tsx'
import { SheetDialog } from '../parts/sheet.tsx'
import { ToastRegion } from '../parts/toasts.tsx'
import { loadWords, storedLanguage } from '../words/words.ts'
import { KeySheet } from './key-help.tsx'
import { SyncPanel } from './status-line.tsx'
import { useServer } from './use-server.tsx'

/** The first photos come before what nobody has asked for. */
const AFTER_MS = 1_500

/** What is loaded ahead: whatever opens over the page, so that it stands there at the first tap, and the viewer. The likeliest first. */
const AHEAD: readonly (() => Promise<unknown>)[] = [
  async () => {
    const { SelectionBar, AlbumSheet } = await import('../pages/library/photos-view.tsx')
    await Promise.all([SelectionBar.load(), AlbumSheet.load()])
  },
  () => import('../pages/viewer/viewer-page.tsx'),
  () => loadWords(storedLanguage()),
  SheetDialog.load,
  MenuList.load,
  ToastRegion.load,
  SyncPanel.load,
  UploadPanel.load,
  KeySheet.load,
]

/** Loads what will be wanted next, one after the other, once the page has been shown for a while. What cannot be loaded is left for later. */
export function usePreload(isShown: boolean): void {
  const { clock } = useServer()
  useEffect(() => {
    if (!isShown) return undefined
    const control = new AbortController()
    const ahead = async () => {
      await clock.sleep(AFTER_MS, control.signal)
      for (const load of AHEAD) {
        if (control.signal.aborted) return
        await load().catch(() => undefined) // it is loaded again when it is wanted, and says then what is wrong
      }
    }
    ahead().catch((cause: unknown) => {
      if (!control.signal.aborted) throw cause
    })
    return () => control.abort()
  }, [isShown, clock])
}
