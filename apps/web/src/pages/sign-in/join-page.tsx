import { useState } from 'react'
import { useLocation } from 'wouter'
import { Button } from '../../parts/button.tsx'
import { Note } from '../../parts/note.tsx'
import { useLibrary } from '../../shell/use-library.tsx'
import { useCall } from '../../shell/use-call.ts'
import { useServer } from '../../shell/use-server.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import { Entrance, InsecureNote } from './entrance.tsx'
import styles from './entrance.module.css'

/** Where a link leads that a signed-in device has shown: `/join#CODE`. The code is behind the #, so that no server's log has it. */
export const JOIN_PATH = '/join'

/** Adds the device that the link was opened on, when its person says so. */
export function JoinPage() {
  const { words } = useSpeech()
  const { web } = useServer()
  const library = useLibrary()
  const [, go] = useLocation()
  const [code] = useState(() => location.hash.slice(1))
  const { make, problem, isBusy } = useCall()
  const join = async () => {
    // Once it is signed in, the app leads on from here.
    if ((await make(() => web.redeemDeviceCode(code))) !== null) library.wake()
  }
  return (
    <Entrance title={words.signIn.joinTitle}>
      <p className={styles.quiet}>{words.signIn.joinHow}</p>
      {problem === null ? null : <Note look="attention">{words.signIn.joinEnded}</Note>}
      <Button look="main" isPending={isBusy} onPress={() => void join()}>
        {words.signIn.join}
      </Button>
      <Button look="quiet" onPress={() => go('/', { replace: true })}>
        {words.signIn.withPassword}
      </Button>
      <InsecureNote />
    </Entrance>
  )
}
