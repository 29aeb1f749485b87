import { useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Empty } from '../../parts/empty.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import { ReauthenticateSheet } from '../sign-in/reauthenticate-sheet.tsx'
import type { Lock } from './use-lock.ts'

/** What stands before hidden photos: it asks who somebody is, by password or passkey. */
export function HiddenLock({ lock }: { readonly lock: Lock }) {
  const { words } = useSpeech()
  const [isAsking, setAsking] = useState(false)
  return (
    <>
      <Empty title={words.albums.locked} words={words.albums.lockedHow}>
        <Button look="main" onPress={() => setAsking(true)}>
          {words.albums.unlock}
        </Button>
      </Empty>
      <ReauthenticateSheet
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        onUnlocked={() => {
          setAsking(false)
          void lock.look()
        }}
      />
    </>
  )
}
