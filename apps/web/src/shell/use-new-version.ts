import { useEffect, useRef } from 'react'
import { useSpeech } from '../words/use-words.tsx'
import { registerServiceWorker } from './register-service-worker.ts'

/** Registers the service worker once the app is shown, and offers a new version when there is one. Once in the app. */
export function useNewVersion(): void {
  const { words } = useSpeech()
  const isDone = useRef(false)
  useEffect(() => {
    if (isDone.current) return
    isDone.current = true
    registerServiceWorker({ newVersion: words.shell.newVersion, reload: words.shell.reload })
  }, [words])
}
