import { deviceIdSchema } from '@rollcall/protocol'
import type { BatchId, DeviceId, DoctorReport, Fix } from '@rollcall/protocol'
import { useState } from 'react'
import { useLocation, useParams } from 'wouter'
import { Button } from '../../parts/button.tsx'
import { Empty } from '../../parts/empty.tsx'
import { tell } from '../../parts/toasts.tsx'
import { Page } from '../../shell/page.tsx'
import { useDeviceReports } from '../../shell/use-device-reports.tsx'
import { useClientState, useLibrary } from '../../shell/use-library.tsx'
import { useServer } from '../../shell/use-server.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import { safeFixesOf } from './choose-fixes.ts'
import { CheckLine } from './doctor-check.tsx'
import styles from './doctor-page.module.css'
import { OfflineNote } from './offline-note.tsx'
import { FixSheet, SafeFixesSheet } from './fix-sheets.tsx'
import { reportText } from './report-text.ts'
import { intentsOfFix, useDoctor } from './use-doctor.ts'

/** The doctor over one device: a verdict, seven checks, and what mends what is not well. */
export function DoctorPage() {
  const { words } = useSpeech()
  const [, go] = useLocation()
  const id = deviceIdSchema.safeParse(useParams()['id'])
  const doctor = useDoctor(id.success ? id.data : null)
  const { value, failure, isFresh } = doctor.answer
  const report = value?.report ?? null
  const title = report === null ? words.doctor.titleAlone : words.doctor.title(report.device)
  const again = (
    <Button onPress={doctor.runAgain}>
      {isFresh || failure !== null ? words.doctor.runAgain : words.doctor.looking}
    </Button>
  )
  if (report !== null && id.success) {
    return (
      <Page title={title} actions={again}>
        <Report key={id.data} deviceId={id.data} report={report} />
      </Page>
    )
  }
  if (value === null && failure === null && id.success) {
    return (
      <Page title={title} actions={again}>
        <p aria-busy>{words.doctor.looking}</p>
      </Page>
    )
  }
  return (
    <Page title={title} hidesTitle actions={again}>
      <Empty title={words.doctor.none} words={failure === null ? words.doctor.noneHow : words.doctor.away}>
        <Button onPress={() => go('/sync')}>{words.doctor.toDevices}</Button>
      </Empty>
    </Page>
  )
}

/** A fix that was chosen. `since`: the device's report at that moment; another one tells what came of it. */
interface Chosen {
  readonly words: string
  readonly batchId: BatchId | null
  readonly since: number | null
}

function Report({ deviceId, report }: { readonly deviceId: DeviceId; readonly report: DoctorReport }) {
  const { words, formats } = useSpeech()
  const { identity } = useClientState()
  const mending = useMending(deviceId)
  const [fix, setFix] = useState<Fix | null>(null)
  const [isAll, setAll] = useState(false)
  const safe = safeFixesOf(report)
  return (
    <>
      <p role="status" className={styles.verdict}>
        {report.sentence}
      </p>
      <ChosenFix
        chosen={mending.chosen}
        device={report.device}
        isBack={mending.isBack}
        onUndo={mending.undo}
      />
      {identity?.deviceId === deviceId ? <OfflineNote /> : null}
      <ol className={styles.checks}>
        {report.checks.map((check, index) => (
          <CheckLine key={check.id} check={check} number={index + 1} onFix={setFix} />
        ))}
      </ol>
      <div className={styles.foot}>
        <span className={styles.made}>
          {words.doctor.madeAt(formats.here(report.madeAt))} ·{' '}
          {words.doctor.took(formats.count(report.milliseconds))}
        </span>
        <CopyReport report={report} />
        {safe.length === 0 ? null : (
          <Button look="main" onPress={() => setAll(true)}>
            {words.doctor.mendSafe(formats.count(safe.length))}
          </Button>
        )}
      </div>
      <FixSheet fix={fix} onClose={() => setFix(null)} onApply={(each) => void mending.apply([each])} />
      <SafeFixesSheet
        fixes={isAll ? safe : []}
        onClose={() => setAll(false)}
        onApply={(fixes) => void mending.apply(fixes)}
      />
    </>
  )
}

function useMending(deviceId: DeviceId) {
  const { words, formats } = useSpeech()
  const library = useLibrary()
  const { identity } = useClientState()
  const { known, askAgain } = useDeviceReports()
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const reportedAt = known?.devices.find((each) => each.deviceId === deviceId)?.reportedAt ?? null
  return {
    chosen,
    isBack: chosen !== null && (identity?.deviceId === deviceId || reportedAt !== chosen.since),
    apply: async (fixes: readonly Fix[]) => {
      const [first] = fixes
      if (first === undefined) return
      const text =
        fixes.length === 1
          ? words.doctor.asked(first.label)
          : words.doctor.mended(formats.count(fixes.length))
      const outcome = await library.act(fixes.flatMap((fix) => intentsOfFix(fix, deviceId)))
      if (outcome.kind === 'refused') {
        tell({ text: outcome.sentence })
        return
      }
      // This browser's own engine hears of it at once; a command to try again is just that here.
      if (identity?.deviceId === deviceId) library.retryUploads()
      library.wake()
      setChosen({ words: text, batchId: outcome.batchId, since: reportedAt })
      askAgain()
    },
    undo: async () => {
      const batchId = chosen?.batchId ?? null
      if (batchId === null) return
      const taken = await library.undo(batchId)
      tell({ text: taken.kind === 'done' ? words.parts.undone : taken.sentence })
      if (taken.kind === 'done') setChosen(null)
    },
  }
}

interface ChosenFixProps {
  readonly chosen: Chosen | null
  readonly device: string
  readonly isBack: boolean
  readonly onUndo: () => Promise<void>
}

function ChosenFix({ chosen, device, isBack, onUndo }: ChosenFixProps) {
  const { words } = useSpeech()
  if (chosen === null) return null
  return (
    <div role="status" className={styles.chosen}>
      <p>
        {chosen.words} {isBack ? words.doctor.reportedBack : words.doctor.waitingForIt(device)}
      </p>
      <Button look="quiet" onPress={() => void onUndo()}>
        {words.parts.undo}
      </Button>
    </div>
  )
}

function CopyReport({ report }: { readonly report: DoctorReport }) {
  const { words } = useSpeech()
  const { identity } = useClientState()
  const { known } = useDeviceReports()
  const { clock } = useServer()
  if (!('clipboard' in navigator)) return null
  const copy = async () => {
    const names = (known?.devices ?? []).map(({ name }) => name)
    const secrets = [
      report.device,
      identity?.account ?? '',
      identity?.deviceName ?? '',
      location.host,
      ...names,
    ]
    await navigator.clipboard.writeText(
      reportText({ ...report, madeAt: report.madeAt || clock.now() }, secrets),
    )
    tell({ text: words.doctor.copied })
  }
  return <Button onPress={() => void copy()}>{words.doctor.copyReport}</Button>
}
