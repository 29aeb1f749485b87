import { useLocation } from 'wouter'
import { Button } from '../parts/button.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { useSpeech } from '../words/use-words.tsx'
import { titleOfStatus } from './status-words.ts'
import styles from './sync-panel.module.css'
import type { SyncStatus } from './sync-status.ts'
import { usePerform } from './use-deeds.ts'
import { useDeviceReports } from './use-device-reports.tsx'
import { useClientState, useLibrary } from './use-library.tsx'

/** The status in full: what is so, why, what mends it, and a line for each device. Open while it is there. */
export interface SyncPanelProps {
  readonly status: SyncStatus
  readonly onClose: () => void
}

/** See {@link SyncPanelProps}. */
export function SyncPanel({ status, onClose }: SyncPanelProps) {
  const { words, formats } = useSpeech()
  const { assets, checkedAt, unsent } = useClientState()
  const size = status.bytes > 0 ? formats.bytes(status.bytes) : null
  return (
    <Sheet
      title={titleOfStatus(words, status, formats.count(status.count))}
      isOpen
      onClose={onClose}
      actions={<Remedies status={status} onGone={onClose} />}
    >
      {status.sentence === null ? null : <p>{status.sentence}</p>}
      {size === null ? null : <p>{words.sync.stillToGo(size)}</p>}
      <DeviceLines />
      <p className={styles.quiet}>
        {words.shell.photos(formats.count(assets))}
        {checkedAt === null ? '' : ` · ${words.sync.checked(formats.here(checkedAt))}`}
        {unsent === 0 ? '' : ` · ${words.sync.unsent(formats.count(unsent), unsent)}`}
      </p>
    </Sheet>
  )
}

function DeviceLines() {
  const { words, formats } = useSpeech()
  const { known } = useDeviceReports()
  return (
    <ul className={styles.devices}>
      {(known?.devices ?? []).map(({ deviceId, name, isCurrent, report, lastHeardAt }) => {
        const open =
          report === null ? 0 : report.counts.waiting + report.counts.inProgress + report.counts.blocked
        return (
          <li key={deviceId}>
            <span className={styles.name}>{isCurrent ? words.sync.thisOne(name) : name}</span>
            <span>
              {open === 0 ? words.sync.nothingWaits : words.sync.notSafe(formats.count(open), open)}
            </span>
            <span className={styles.quiet}>{formats.since(lastHeardAt, known?.now ?? lastHeardAt)}</span>
          </li>
        )
      })}
    </ul>
  )
}

function Remedies({ status, onGone }: { readonly status: SyncStatus; readonly onGone: () => void }) {
  const { words } = useSpeech()
  const [, go] = useLocation()
  const library = useLibrary()
  const perform = usePerform()
  const { identity } = useClientState()
  const { remedy, device } = status
  const deviceId = device?.id ?? identity?.deviceId ?? null
  const leave = (path: string) => {
    onGone()
    go(path)
  }
  const resume = () => {
    if (deviceId === null) return
    const setting = { name: 'pausedUntil', value: null } as const
    void perform([{ op: 'setDeviceSetting', args: { deviceId, setting } }], words.sync.resumed)
    onGone()
  }
  const acts = {
    doctor: () => leave(`/sync/doctor/${deviceId ?? ''}`),
    storage: () => leave('/storage'),
    review: () => leave('/sync'),
    held: () => leave('/sync'),
    resume,
    retry: () => {
      library.wake()
      library.retryUploads()
      onGone()
    },
  }
  return (
    <>
      <Button onPress={() => leave('/sync')}>{words.shell.sync}</Button>
      {remedy === null ? null : (
        <Button look="main" onPress={acts[remedy]}>
          {words.sync.remedies[remedy]}
        </Button>
      )}
    </>
  )
}
