import type { Survey } from '@rollcall/sync'
import { surveyFolder } from '@rollcall/sync'
import type { DeviceState } from '../state/device-state.ts'
import type { ReplicaView } from '../state/replica-store.ts'

/** Surveys the folder of a device out of its state. `view`: what it shows of the library, by `replica.view`. */
export function surveyDevice({ folder }: DeviceState, view: ReplicaView, now: number): Survey {
  return surveyFolder({
    local: folder.local(),
    agreed: folder.agreed(),
    ...view,
    uploaded: folder.uploaded(),
    lastPlaceOf: folder.lastPlaceOf,
    confirmedMissing: folder.confirmedMissing(),
    approvedDepartures: folder.approved(),
    recentDepartures: folder.recentDepartures(now),
    wantedBack: folder.wantedBack(),
    previews: folder.previews(),
    previewPlaces: folder.previewPlaces(),
    bare: folder.bare(),
  })
}
