import type { DoctorReport, KnownDevices, Storage } from '@rollcall/protocol'
import { forecastWords } from '@rollcall/sync'
import type { ClientState } from '../../engine/library-client.ts'

/*
 * Says in somebody's language what `packages/sync` says in English. What arrives here, from the engine of this browser or from the server,
 * has its code and facts beside its English sentence: the sentence is made anew from them. A code of a later release, of which nothing is
 * known here, keeps its English one.
 */

/** See the file's header. What is given is what is answered, with other sentences in it; in English it is the same object. */
export interface ReasonSpeech {
  readonly state: (state: ClientState) => ClientState
  readonly known: (known: KnownDevices) => KnownDevices
  /** `isHere`: of the device that this is shown on, which is not heard from. */
  readonly report: (report: DoctorReport, isHere: boolean) => DoctorReport
  readonly forecast: (forecast: Storage['forecast'], now: number) => string
}

/** English: as `packages/sync` has it. */
export const ENGLISH_REASONS: ReasonSpeech = {
  state: (state) => state,
  known: (known) => known,
  report: (report) => report,
  forecast: forecastWords,
}
