import { createBrowserRandom, readBrowserConditions } from '@rollcall/platform-browser'
import { ServerAway } from '@rollcall/platform-client'
import type { DeviceId, DoctorReport, Fix, Intent } from '@rollcall/protocol'
import { commandIdSchema } from '@rollcall/protocol'
import { diagnose, settingsOf } from '@rollcall/sync'
import { useMemo, useState } from 'react'
import type { Answered } from '../../shell/use-answer.ts'
import { useAnswer } from '../../shell/use-answer.ts'
import { useDeviceReports } from '../../shell/use-device-reports.tsx'
import { useClientState, useLibrary } from '../../shell/use-library.tsx'
import type { LibraryServer, Server } from '../../shell/use-server.tsx'
import { useLibraryServer, useServer } from '../../shell/use-server.tsx'
import type { ClientState, LibraryClient } from '../../engine/library-client.ts'
import { useSpeech } from '../../words/use-words.tsx'
import { browserEvidence, probesOf } from './browser-evidence.ts'

/** The doctor over a device: of this browser made here, of any other by the server from its last report. */
export interface Doctor {
  /** `null` within: there is no report. */
  readonly answer: Answered<{ readonly report: DoctorReport | null }>
  readonly runAgain: () => void
}

/** See {@link Doctor}. */
export function useDoctor(deviceId: DeviceId | null): Doctor {
  const library = useLibrary()
  const server = useServer()
  const ofLibrary = useLibraryServer()
  const state = useClientState()
  const { known } = useDeviceReports()
  const { reasons } = useSpeech()
  const [runs, setRuns] = useState(0)
  const isHere = deviceId !== null && deviceId === state.identity?.deviceId
  const reportedAt = known?.devices.find((each) => each.deviceId === deviceId)?.reportedAt ?? null
  const { waiting, blocked, inProgress } = state.roll
  const moved = isHere ? `${waiting} ${blocked} ${inProgress} ${state.isOnline}` : reportedAt
  const answer = useAnswer(
    async () => {
      if (isHere) return { report: await examineHere(library, server, ofLibrary, state) }
      if (ofLibrary === null || deviceId === null) return { report: null }
      const told = await ofLibrary.devices.doctorOf(deviceId)
      return { report: told.ok ? told.value : null }
    },
    deviceId === null ? null : `${runs} ${moved} ${state.checkedAt}`,
    deviceId ?? '',
  )
  const report = answer.value?.report ?? null
  const said = useMemo(
    () => (report === null ? null : { report: reasons.report(report, isHere) }),
    [report, isHere, reasons],
  )
  return {
    answer: said === null ? answer : { ...answer, value: said },
    runAgain: () => setRuns((count) => count + 1),
  }
}

async function examineHere(
  library: LibraryClient,
  { clock, sessions }: Server,
  ofLibrary: LibraryServer | null,
  state: ClientState,
): Promise<DoctorReport> {
  const begun = clock.monotonic()
  const [devices, conditions, storage, who] = await Promise.all([
    library.devices(),
    readBrowserConditions(clock, { clockOffsetMs: null }),
    ofLibrary === null ? null : answered(() => ofLibrary.storage.storage()),
    probe(clock, () => sessions.identity()),
  ])
  const chosen = devices.find(({ key }) => key === state.identity?.deviceId)?.settings ?? {}
  const serverVersion = who.version
  const evidence = browserEvidence({
    state,
    now: clock.now(),
    settings: settingsOf(chosen),
    conditions,
    storage,
    probes: probesOf({ isOnLine: navigator.onLine, milliseconds: who.milliseconds, away: who.away }),
    platform: state.identity?.deviceName ?? '',
    // The server gave this page, so the two are of one release.
    clientVersion: state.identity?.serverVersion ?? '',
    serverVersion,
  })
  return { ...diagnose(evidence), milliseconds: Math.round(Math.max(0, clock.monotonic() - begun)) }
}

async function answered<Value>(
  ask: () => Promise<{ ok: true; value: Value } | { ok: false }>,
): Promise<Value | null> {
  try {
    const told = await ask()
    return told.ok ? told.value : null
  } catch (cause) {
    if (cause instanceof ServerAway) return null
    throw cause
  }
}

async function probe(clock: Server['clock'], ask: () => ReturnType<Server['sessions']['identity']>) {
  const begun = clock.monotonic()
  try {
    const told = await ask()
    const milliseconds = Math.round(clock.monotonic() - begun)
    return told.ok
      ? { milliseconds, away: null, version: told.value.serverVersion }
      : { milliseconds, away: 'signed_out' as const, version: null }
  } catch (cause) {
    if (cause instanceof ServerAway) return { milliseconds: null, away: cause.code, version: null }
    throw cause
  }
}

/** What carries a fix out on a device. After a setting the device is asked for a fresh report, so that what came of it is told. */
export function intentsOfFix({ action }: Fix, deviceId: DeviceId): readonly Intent[] {
  const random = createBrowserRandom()
  const commandId = () => commandIdSchema.parse(random.hex(16))
  if (action.kind === 'setting') {
    return [
      { op: 'setDeviceSetting', args: { deviceId, setting: action.setting } },
      { op: 'issueCommand', args: { target: deviceId, commandId: commandId(), command: { what: 'check' } } },
    ]
  }
  if (action.kind !== 'command') return []
  return [{ op: 'issueCommand', args: { target: deviceId, commandId: commandId(), command: action.command } }]
}
