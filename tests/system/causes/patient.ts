import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { DeviceConfig, FixResult, OpenDevice } from '@rollcall/agent'
import { applyFix, doDeed, findFix, gatherEvidence, probeWay, removeDeviceConfig } from '@rollcall/agent'
import type {
  DeviceSetting,
  DoctorReport,
  EngineHealth,
  Intent,
  MeasuredConditions,
  Session,
} from '@rollcall/protocol'
import { doctorReportSchema } from '@rollcall/protocol'
import { diagnose } from '@rollcall/sync'
import type { Member } from '../server/server-harness.ts'
import type { Clinic } from './clinic.ts'
import { createPatientClocks } from './patient-clocks.ts'
import { createPatientEngine } from './patient-engine.ts'
import { createPatientFolder } from './patient-folder.ts'
import type { PatientFile } from './patient-photos.ts'
import { putPhoto, SMALL_BYTES, UPLOADS, writePhoto } from './patient-photos.ts'

/** A real device: a folder with photos, its state, its engine, and what its doctor says. */
export interface Patient {
  readonly clinic: Clinic
  readonly account: string
  /** Another device of the same account. */
  readonly other: Member
  /** What it is in from now on, in the file of conditions that it follows. */
  readonly tell: (conditions: Partial<MeasuredConditions>) => void
  readonly choose: (setting: DeviceSetting) => void
  /** Does something to it as a command of the command line does. */
  readonly does: (intents: (device: OpenDevice) => readonly Intent[]) => void
  /** How its engine is; only one that runs works when it `syncs`, and one that crashed again and again only talks. */
  readonly engineIs: (state: EngineHealth['state']) => void
  /** The engine does what it can, until nothing is left that it could do now. Time passes, all that a back-off may ask for. */
  readonly syncs: () => Promise<void>
  /** It looks for its server at this address. */
  readonly goesTo: (server: string) => void
  /** It shows this token from now on. */
  readonly shows: (token: string) => void
  readonly config: () => DeviceConfig
  /** It is unlinked, all files kept, and linked again. */
  readonly linksAgain: () => Promise<void>
  readonly setQuota: (bytes: number | null) => Promise<void>
  /** Why its engine could not talk with the server when it last tried; null when it could. */
  readonly engineSays: () => string | null
  /** What the doctor says. */
  readonly asks: () => Promise<DoctorReport>
  /** Chooses a fix as `doctor --fix` does. Throws when the doctor does not offer it. */
  readonly takes: (fix: string) => Promise<FixResult>
  /** Nothing of it stays on this machine. */
  readonly leaves: () => void
}

let admitted = 0

/** What a patient brings, and whether this machine is measured too, under the file of conditions; that takes a while. */
export interface AdmitOptions {
  readonly files?: Readonly<Record<string, PatientFile>>
  readonly isMeasured: boolean
}

/** Links a new device of a new account, and lets it see what there is while no network lets anything move. */
export async function admitPatient(
  clinic: Clinic,
  { files = {}, isMeasured }: AdmitOptions,
): Promise<Patient> {
  const { server } = clinic
  const seed = ++admitted
  const account = `ana${seed}`
  const libraryId = await server.addAccount(account)
  const other = await server.signIn(account, 'Phone')
  await putPhoto(other, seed)
  const root = join(clinic.folder, account)
  const all: Record<string, PatientFile> = { ...files }
  for (let n = 0; n < UPLOADS; n++) all[`photo-${n}.jpg`] = { bytes: SMALL_BYTES }
  for (const [name, file] of Object.entries(all)) writePhoto(join(root, name), `${seed} ${name}`, file)
  const clocks = createPatientClocks()
  const folder = createPatientFolder(root, { conditions: `${root}.json`, isMeasured })
  const engine = createPatientEngine(root, clocks, folder.device)
  const device = () => folder.device(clocks.doctor)

  async function link(): Promise<void> {
    folder.become(configOf((await server.signIn(account, 'Laptop')).session, clinic.plain.url))
    await engine.hold()
  }

  await link()
  await engine.works()
  return {
    clinic,
    account,
    other,
    tell: folder.tell,
    config: folder.config,
    engineIs: engine.is,
    ...deedsOf(device),
    syncs: async () => {
      await engine.hold()
      await engine.works()
    },
    goesTo: (url) => folder.become({ ...folder.config(), server: url }),
    shows: (token) => folder.become({ ...folder.config(), token }),
    linksAgain: async () => {
      engine.release()
      folder.close()
      removeDeviceConfig(root)
      await link()
    },
    setQuota: async (bytes) =>
      void (await server.ports.store.write(libraryId, (writer) => writer.setQuota(bytes))),
    asks: async () => {
      await engine.hold()
      return await examine(device())
    },
    leaves: () => {
      folder.close()
      engine.release()
      rmSync(root, { recursive: true, force: true })
    },
  }
}

/** What is done and asked on an open device. */
function deedsOf(device: () => OpenDevice): Pick<Patient, 'does' | 'choose' | 'engineSays' | 'takes'> {
  const does: Patient['does'] = (intents) => void doDeed(device(), intents(device()))
  return {
    does,
    choose: (setting) =>
      does(({ ports: { state } }) => [
        { op: 'setDeviceSetting', args: { deviceId: state.deviceId, setting } },
      ]),
    engineSays: () => {
      const known = device().ports.state.values.get('server')
      return known.kind === 'away' ? known.code : null
    },
    takes: async (fix) => {
      const found = findFix(await examine(device()), fix)
      return applyFix(device(), found, device().ports.state.deviceId)
    },
  }
}

async function examine(device: OpenDevice): Promise<DoctorReport> {
  const { evidence } = await gatherEvidence(device, await probeWay(device), {})
  return doctorReportSchema.parse(diagnose(evidence))
}

function configOf(session: Session, server: string): DeviceConfig {
  const { token, deviceId, deviceName, accountId, account, libraries } = session
  const [library] = libraries
  assert.ok(library)
  const { libraryId, name: libraryName, idKey } = library
  return { server, token, deviceId, deviceName, accountId, account, libraryId, libraryName, idKey }
}
