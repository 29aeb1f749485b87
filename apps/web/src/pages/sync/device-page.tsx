import { deviceIdSchema } from '@rollcall/protocol'
import type { CommandRecord } from '@rollcall/protocol'
import { useState } from 'react'
import { useLocation, useParams } from 'wouter'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { Note } from '../../parts/note.tsx'
import { tell } from '../../parts/toasts.tsx'
import { useCall } from '../../shell/use-call.ts'
import { Page } from '../../shell/page.tsx'
import { useDeviceReports } from '../../shell/use-device-reports.tsx'
import { useClientState, useLibrary } from '../../shell/use-library.tsx'
import { useServer } from '../../shell/use-server.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import { notSafeIn } from '@rollcall/sync'
import { DeviceCard } from './device-card.tsx'
import { DeviceCommands } from './device-commands.tsx'
import { NetworkSettings, PowerSettings, StorageSettings, SyncSettings } from './device-settings.tsx'
import type { SettingsTarget } from './setting-sheet.tsx'
import { SettingSheet, useSettingChooser } from './setting-sheet.tsx'
import styles from './sync-page.module.css'
import { targetOf, useDevices } from './use-devices.ts'

/** One device: what is chosen for it, what is asked of it, and its end. */
export function DevicePage() {
  const { words } = useSpeech()
  const [, go] = useLocation()
  const id = deviceIdSchema.safeParse(useParams()['id'])
  const devices = useDevices()
  const { known } = useDeviceReports()
  if (devices === null) return <Page title={words.sync.title}>{words.parts.loading}</Page>
  const target = id.success ? targetOf(devices, id.data) : null
  if (target === null) {
    return (
      <Page title={words.sync.noDevice} hidesTitle>
        <Empty title={words.sync.noDevice} words={words.sync.noDeviceHow}>
          <Button onPress={() => go('/sync')}>{words.sync.backToDevices}</Button>
        </Empty>
      </Page>
    )
  }
  const commands = devices.commands.filter((each) => each.target === target.deviceId)
  return (
    <Page title={target.name}>
      <Whole key={target.deviceId} {...{ target, commands }} now={known?.now ?? null} />
    </Page>
  )
}

interface WholeProps {
  readonly target: SettingsTarget
  readonly commands: readonly CommandRecord[]
  readonly now: number | null
}

function Whole({ target, commands, now }: WholeProps) {
  const chooser = useSettingChooser(target)
  const { choose } = chooser
  return (
    <div className={styles.stack}>
      {target.known === null || now === null ? null : <DeviceCard device={target.known} now={now} isAlone />}
      <SyncSettings {...{ target, choose }} />
      <NetworkSettings {...{ target, choose }} />
      <PowerSettings {...{ target, choose }} />
      <StorageSettings {...{ target, choose }} />
      <DeviceCommands {...{ target, commands }} />
      <RemoveDevice target={target} />
      <SettingSheet {...{ target, chooser }} />
    </div>
  )
}

function RemoveDevice({ target }: { readonly target: SettingsTarget }) {
  const { words, formats } = useSpeech()
  const { identity } = useClientState()
  const { sessions } = useServer()
  const library = useLibrary()
  const { askAgain } = useDeviceReports()
  const [, go] = useLocation()
  const { make, isBusy, problem } = useCall()
  const [isOpen, setOpen] = useState(false)
  const report = target.known?.report ?? null
  const open = report === null ? 0 : notSafeIn(report)
  if (identity?.deviceId === target.deviceId) return <p className={styles.quiet}>{words.sync.removeSelf}</p>
  const remove = async () => {
    if ((await make(() => sessions.removeDevice(target.deviceId))) === null) return
    setOpen(false)
    tell({ text: words.sync.removed(target.name) })
    library.wake()
    askAgain()
    go('/sync')
  }
  return (
    <Card
      title={words.sync.remove}
      actions={
        <Button look="danger" onPress={() => setOpen(true)}>
          {words.sync.remove}
        </Button>
      }
    >
      <p>{words.sync.removeWhat}</p>
      <Sheet
        title={words.sync.removeSheet(target.name)}
        isOpen={isOpen}
        role="alertdialog"
        onClose={() => setOpen(false)}
        actions={
          <>
            <Button onPress={() => setOpen(false)}>{words.parts.cancel}</Button>
            <Button look="danger" isPending={isBusy} onPress={() => void remove()}>
              {words.sync.remove}
            </Button>
          </>
        }
      >
        {problem === null ? null : <Note look="attention">{problem}</Note>}
        <p>{words.sync.removeWhat}</p>
        {open === 0 ? null : (
          <p>{words.sync.removeNotSafe(words.sync.originals(formats.count(open), open))}</p>
        )}
      </Sheet>
    </Card>
  )
}
