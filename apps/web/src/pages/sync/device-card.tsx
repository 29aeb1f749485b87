import type { DeviceReport, KnownDevice, MeasuredConditions } from '@rollcall/protocol'
import type { ItemState } from '@rollcall/sync'
import { CircleAlert } from 'lucide-react'
import { useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { Link } from 'wouter'
import { Card } from '../../parts/card.tsx'
import type { Formats } from '../../words/formats.ts'
import { useSpeech } from '../../words/use-words.tsx'
import type { Words } from '../../words/en.ts'
import { ReasonSheet } from './reason-sheet.tsx'
import styles from './sync-page.module.css'

/** How a device stands, by what it told last. `now` by the server's clock. `isAlone`: on the page of its settings. */
export interface DeviceCardProps {
  readonly device: KnownDevice
  readonly now: number
  readonly isAlone?: boolean
}

/** See {@link DeviceCardProps}. */
export function DeviceCard({ device, now, isAlone = false }: DeviceCardProps) {
  const { words, formats } = useSpeech()
  const { deviceId, name, report, lastHeardAt, isQuiet, reportedAt } = device
  return (
    <Card
      title={name}
      actions={
        <>
          <Link className={styles.link ?? ''} href={`/sync/doctor/${deviceId}`}>
            {words.sync.doctor}
          </Link>
          {isAlone ? null : (
            <Link className={styles.link ?? ''} href={`/sync/devices/${deviceId}`}>
              {words.sync.settings}
            </Link>
          )}
        </>
      }
    >
      {isQuiet ? (
        <p className={styles.warn}>
          <CircleAlert size={18} aria-hidden />
          {words.sync.quiet}
        </p>
      ) : null}
      {report === null ? (
        <p>{words.sync.neverTold}</p>
      ) : (
        <ReportCounts device={name} report={report} reportedAt={reportedAt} />
      )}
      <p className={styles.facts}>
        <span>{words.sync.lastHeard(formats.since(lastHeardAt, now))}</span>
        {reportedAt === null ? null : <span>{words.sync.counted(formats.since(reportedAt, now))}</span>}
        {report === null
          ? null
          : factsOf(report, words, formats).map((fact) => <span key={fact}>{fact}</span>)}
      </p>
    </Card>
  )
}

const STATES: readonly ItemState[] = ['safe', 'inProgress', 'waiting', 'blocked', 'excluded']

interface ReportCountsProps {
  readonly device: string
  readonly report: DeviceReport
  readonly reportedAt: number | null
}

/** The roll call of a device. Each number that is not of safe ones opens what it counts. */
function ReportCounts({ device, report, reportedAt }: ReportCountsProps) {
  const { words, formats } = useSpeech()
  const [open, setOpen] = useState<ItemState | null>(null)
  return (
    <>
      <div className={styles.counts}>
        {STATES.filter((state) => state === 'safe' || report.counts[state] > 0).map((state) => {
          const count = formats.count(report.counts[state])
          const kind = words.sync.counts[state]
          if (state === 'safe')
            return (
              <span key={state} className={styles.count} data-state={state}>
                <strong>{count}</strong> {kind}
              </span>
            )
          return (
            <Button
              key={state}
              className={styles.count ?? ''}
              data-state={state}
              aria-label={words.sync.openCount(count, kind)}
              onPress={() => setOpen(state)}
            >
              <strong>{count}</strong> {kind}
            </Button>
          )
        })}
      </div>
      <ReasonSheet {...{ device, report, reportedAt }} state={open} onClose={() => setOpen(null)} />
    </>
  )
}

/** What a device is in and has room for, as far as it measured that. */
function factsOf(report: DeviceReport, { sync }: Words, formats: Formats): readonly string[] {
  const { conditions, engine, originalsHere, originalBytesHere } = report
  return [
    sync.engines[engine.state],
    ...conditionsOf(conditions, sync, formats),
    ...(originalsHere > 0
      ? [
          sync.originalsHere(
            sync.originals(formats.count(originalsHere), originalsHere),
            formats.bytes(originalBytesHere),
          ),
        ]
      : []),
    ...(conditions.freeBytes === null ? [] : [sync.free(formats.bytes(conditions.freeBytes))]),
  ]
}

function conditionsOf(
  { network, isMetered, isCharging, batteryPercent, isLowPower, isLowData }: MeasuredConditions,
  { conditions }: Words['sync'],
  formats: Formats,
): readonly string[] {
  return [
    ...(network === null ? [] : [conditions.network[network]]),
    ...(isMetered === true && network !== 'mobile' ? [conditions.metered] : []),
    ...(isLowData === true ? [conditions.lowData] : []),
    ...(batteryPercent === null ? [] : [conditions.battery(formats.percent(batteryPercent / 100))]),
    ...(isCharging === true && batteryPercent !== null ? [conditions.charging] : []),
    ...(isLowPower === true ? [conditions.lowPower] : []),
  ]
}
