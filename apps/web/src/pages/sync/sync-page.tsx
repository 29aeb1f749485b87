import { useState } from 'react'
import { Link } from 'wouter'
import { Button } from '../../parts/button.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { Page } from '../../shell/page.tsx'
import { useDeviceReports } from '../../shell/use-device-reports.tsx'
import { useClientState } from '../../shell/use-library.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import { AddDevice } from '../first-run/add-device.tsx'
import { BrowserCard, UploadQueue } from './browser-card.tsx'
import { DeviceCard } from './device-card.tsx'
import { HeldBanner } from './held-banner.tsx'
import styles from './sync-page.module.css'

/** Devices & Sync: how each device stands and why, what this browser sends, and what waits for somebody's word. */
export function SyncPage() {
  const { words } = useSpeech()
  const { away } = useClientState()
  const { known } = useDeviceReports()
  const [isAdding, setAdding] = useState(false)
  const others = (known?.devices ?? []).filter(({ isCurrent }) => !isCurrent)
  return (
    <Page
      title={words.sync.title}
      actions={<Button onPress={() => setAdding(true)}>{words.sync.addDevice}</Button>}
    >
      <HeldBanner />
      {away === null ? null : (
        <p role="status" className={styles.banner}>
          {away.sentence} {words.sync.away}
        </p>
      )}
      <div className={styles.cards}>
        {others.map((device) => (
          <DeviceCard key={device.deviceId} device={device} now={known?.now ?? device.lastHeardAt} />
        ))}
        <BrowserCard />
      </div>
      <UploadQueue />
      <AddDeviceSheet isOpen={isAdding} onClose={() => setAdding(false)} />
    </Page>
  )
}

function AddDeviceSheet({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const { words } = useSpeech()
  return (
    <Sheet title={words.sync.addHow} isOpen={isOpen} onClose={onClose}>
      <AddDevice />
      <Link href="/link" onClick={onClose}>
        {words.sync.approve}
      </Link>
    </Sheet>
  )
}
