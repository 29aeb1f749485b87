import { setTimeout as pause } from 'node:timers/promises'
import type { DoctorFinding, DoctorReport } from '@rollcall/protocol'
import { isPassing } from '@rollcall/sync'
import type { Cause } from './cause.ts'
import type { Clinic } from './clinic.ts'
import type { PatientFile } from './patient-photos.ts'
import type { Patient } from './patient.ts'
import { admitPatient } from './patient.ts'

/** By then this process knows which of its connections were closed; a doctor of its own process would have none. */
const CLOSED_MS = 5

/** A device that has causes. `said` is what its engine found of the server before anybody asked the doctor. */
export interface Case {
  readonly patient: Patient
  readonly said: string | null
  readonly report: DoctorReport
}

/** A new device that has these causes, and what its doctor says. */
export async function fallIll(
  clinic: Clinic,
  causes: readonly Cause[],
  { isMeasured }: { readonly isMeasured: boolean },
): Promise<Case> {
  clinic.tidy()
  const files: Record<string, PatientFile> = Object.assign({}, ...causes.map((cause) => cause.files))
  const patient = await admitPatient(clinic, { files, isMeasured })
  for (const { prepare } of causes) await prepare?.(patient)
  if (causes.some(({ prepare }) => prepare !== undefined)) await patient.syncs()
  patient.tell({ network: 'wifi' })
  for (const { isMetFirst, make } of causes) {
    if (!isMetFirst) continue
    await make(patient)
    await patient.syncs()
  }
  for (const { isMetFirst, make } of causes) if (!isMetFirst) await make(patient)
  await pause(CLOSED_MS)
  await patient.syncs()
  return { patient, said: patient.engineSays(), report: await patient.asks() }
}

/** Chooses the fix that the doctor offers for a cause, and does what it says; then sync goes on. */
export async function mend(patient: Patient, { fix, byHand }: Cause): Promise<void> {
  await patient.takes(fix)
  await byHand?.(patient)
  await patient.syncs()
}

/** What the doctor names first. */
export function leadOf({ checks, first }: DoctorReport): DoctorFinding | undefined {
  return checks.find(({ id }) => id === first)?.findings[0]
}

/** Every reason that the doctor names, but for waiting for one's turn. */
export function codesOf({ checks }: DoctorReport): readonly string[] {
  const codes = checks.flatMap(({ findings }) => findings.map(({ code }) => code))
  return [...new Set(codes)].filter((code) => !isPassing(code))
}
