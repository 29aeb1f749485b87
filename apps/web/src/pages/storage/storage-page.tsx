import type { KnownDevice, Storage } from '@rollcall/protocol'
import { useEffect, useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Page } from '../../shell/page.tsx'
import { useAnswer } from '../../shell/use-answer.ts'
import { useDeviceReports } from '../../shell/use-device-reports.tsx'
import { useClientState } from '../../shell/use-library.tsx'
import { useLibraryServer, useServer } from '../../shell/use-server.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import { Offers } from './offers.tsx'
import { Plans } from './plans.tsx'
import styles from './storage-page.module.css'
import { UsageBar } from './usage-bar.tsx'

/** While the server looks for duplicates, it is asked so often whether it has found them. */
const ASK_AGAIN_MS = 3_000

/** Storage: how full the library is and of what, for how long that will do, and what would free space. */
export function StoragePage() {
  const { words } = useSpeech()
  const server = useLibraryServer()
  const { checkedAt } = useClientState()
  const [asked, setAsked] = useState(0)
  const { clock } = useServer()
  const again = () => setAsked((count) => count + 1)
  const { value, failure } = useAnswer(
    async () => {
      const told = await server?.storage.storage()
      if (told?.ok !== true) throw new Error('Cannot tell storage: the server gives no answer')
      return told.value
    },
    server === null ? null : `${asked} ${checkedAt}`,
  )
  const isLooking = value?.duplicates?.isLooking === true
  useEffect(() => {
    if (!isLooking) return undefined
    const control = new AbortController()
    const askAgain = async () => {
      await clock.sleep(ASK_AGAIN_MS, control.signal)
      if (!control.signal.aborted) setAsked((count) => count + 1)
    }
    void askAgain()
    return () => control.abort()
  }, [isLooking, asked, clock])
  if (value === null) {
    return (
      <Page title={words.storage.title}>
        {failure === null ? (
          <p aria-busy>{words.parts.loading}</p>
        ) : (
          <Empty title={words.storage.away}>
            <Button onPress={again}>{words.parts.tryAgain}</Button>
          </Empty>
        )}
      </Page>
    )
  }
  return (
    <Page title={words.storage.title}>
      <Whole storage={value} onDone={again} />
    </Page>
  )
}

function Whole({ storage, onDone }: { readonly storage: Storage; readonly onDone: () => void }) {
  const { words, formats, reasons } = useSpeech()
  const { clock } = useServer()
  const { known } = useDeviceReports()
  const { usage, forecast, serverFreeBytes, offers, duplicates } = storage
  return (
    <div className={styles.stack}>
      <FullBanner storage={storage} devices={known?.devices ?? []} />
      <Card title={words.storage.bar}>
        <UsageBar usage={usage} />
        {usage.quotaBytes === null ? null : <p>{reasons.forecast(forecast, known?.now ?? clock.now())}</p>}
      </Card>
      <Offers offers={offers} duplicates={duplicates} onDone={onDone} />
      <Plans storage={storage} onDone={onDone} />
      <Card title={words.storage.server}>
        <p>
          {serverFreeBytes === null
            ? words.storage.serverUnmeasured
            : words.storage.serverFree(formats.bytes(serverFreeBytes))}
        </p>
      </Card>
    </div>
  )
}

/** That the library is full, and what waits for it on devices; nothing while there is room for what there is. */
function FullBanner({
  storage,
  devices,
}: {
  readonly storage: Storage
  readonly devices: readonly KnownDevice[]
}) {
  const { words, formats } = useSpeech()
  const { usedBytes, quotaBytes } = storage.usage
  const waiting = devices.flatMap(({ report }) => report?.findings.filter(({ code }) => FULL.has(code)) ?? [])
  const items = waiting.reduce((sum, each) => sum + each.items, 0)
  const bytes = waiting.reduce((sum, each) => sum + each.bytes, 0)
  if (items === 0 && (quotaBytes === null || usedBytes < quotaBytes)) return null
  return (
    <section className={styles.full} aria-label={words.storage.full}>
      <h2>{words.storage.full}</h2>
      <p>{words.storage.fullHow}</p>
      {items === 0 ? null : (
        <p>{words.storage.waits(words.sync.originals(formats.count(items), items), formats.bytes(bytes))}</p>
      )}
    </section>
  )
}

const FULL: ReadonlySet<string> = new Set(['quota_full', 'too_large_for_quota'])
