import type { Device } from '@rollcall/protocol'
import { useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Note } from '../../parts/note.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { tell } from '../../parts/toasts.tsx'
import { useAnswer } from '../../shell/use-answer.ts'
import { useCall, useFailureSentence, valueOf } from '../../shell/use-call.ts'
import { useNow } from '../../shell/use-now.ts'
import { useServer } from '../../shell/use-server.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import styles from './settings-page.module.css'

/** How often "last seen … ago" is told anew. */
const TELL_EVERY_MS = 30_000

/** The devices that are signed in, each of which can be signed out from here. */
export function SessionsGroup() {
  const { words, formats } = useSpeech()
  const { sessions } = useServer()
  const now = useNow(TELL_EVERY_MS)
  const [asked, setAsked] = useState(0)
  const devices = useAnswer(() => valueOf(sessions.devices()), asked)
  const failure = useFailureSentence(devices.failure)
  const [leaving, setLeaving] = useState<Device | null>(null)
  const seen = (lastSeenAt: number) => words.settings.seen(formats.since(Math.min(lastSeenAt, now), now))
  return (
    <section className={styles.group} aria-labelledby="sessions">
      <h2 id="sessions">{words.settings.devices}</h2>
      <p className={styles.quiet}>{words.settings.devicesHow}</p>
      {failure === null ? null : <Note look="attention">{failure}</Note>}
      <ul className={styles.rows}>
        {(devices.value ?? []).map((device) => (
          <li key={device.deviceId} className={styles.row}>
            <div className={styles.words}>
              <p>
                <strong>{device.name}</strong>
                {device.current ? ` · ${words.settings.current}` : ''}
              </p>
              <p className={styles.small}>
                {seen(device.lastSeenAt)} · {words.settings.since(formats.here(device.createdAt))}
              </p>
            </div>
            {device.current ? null : (
              <Button
                aria-label={words.settings.removeDevice(device.name)}
                onPress={() => setLeaving(device)}
              >
                {words.settings.remove}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {leaving === null ? null : (
        <RemoveSheet
          device={leaving}
          onClose={(isRemoved) => {
            setLeaving(null)
            if (isRemoved) setAsked(asked + 1)
          }}
        />
      )}
    </section>
  )
}

function RemoveSheet({
  device: { deviceId, name },
  onClose,
}: {
  readonly device: Device
  readonly onClose: (isRemoved: boolean) => void
}) {
  const { words } = useSpeech()
  const { sessions } = useServer()
  const { make, isBusy, problem } = useCall()
  const remove = async () => {
    if ((await make(() => sessions.removeDevice(deviceId))) === null) return
    tell({ text: words.settings.removed(name) })
    onClose(true)
  }
  return (
    <Sheet
      title={words.settings.removeDevice(name)}
      isOpen
      onClose={() => onClose(false)}
      role="alertdialog"
      actions={
        <>
          <Button onPress={() => onClose(false)}>{words.parts.cancel}</Button>
          <Button look="danger" isPending={isBusy} onPress={() => void remove()}>
            {words.settings.remove}
          </Button>
        </>
      }
    >
      <p>{words.settings.removeDeviceHow}</p>
      {problem === null ? null : <Note look="attention">{problem}</Note>}
    </Sheet>
  )
}
