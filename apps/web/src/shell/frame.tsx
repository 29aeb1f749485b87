import type { ReactNode } from 'react'
import { Uploads } from '../pages/upload/uploads.tsx'
import { Toasts } from '../parts/toasts.tsx'
import { useSpeech } from '../words/use-words.tsx'
import styles from './frame.module.css'
import { KeyHelp } from './key-help.tsx'
import { PhoneBar } from './phone-bar.tsx'
import { Sidebar } from './sidebar.tsx'
import { StatusPill } from './status-line.tsx'
import { useNewVersion } from './use-new-version.ts'
import { DeviceReportsProvider } from './use-device-reports.tsx'

/** The frame around every page of somebody who is signed in. */
export function Frame({ children }: { readonly children: ReactNode }) {
  const { words } = useSpeech()
  useNewVersion()
  return (
    <DeviceReportsProvider>
      <div className={styles.frame}>
        <a href="#main" className={styles.skip}>
          {words.shell.skip}
        </a>
        <Sidebar />
        <div className={styles.page}>{children}</div>
        <StatusPill />
        <PhoneBar />
        <Uploads />
        <Toasts />
        <KeyHelp />
      </div>
    </DeviceReportsProvider>
  )
}
