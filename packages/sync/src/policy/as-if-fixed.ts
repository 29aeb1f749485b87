import type { DeviceSettings } from '@rollcall/protocol'
import type { Conditions } from './conditions.ts'
import type { ItemFacts } from './decision.ts'
import type { FixKind } from './fix-kind.ts'
import type { FixAction } from './fixes.ts'

/** Everything that `decide` looks at. */
export interface Situation {
  readonly settings: DeviceSettings
  readonly conditions: Conditions
  readonly facts: ItemFacts
}

type Change = (situation: Situation) => Situation

/** On Wi-Fi that costs nothing. */
const FREE_WIFI = { network: 'wifi', isMetered: false, isRoaming: false } as const

/** What each fix that is no setting brings about when it works. Missing: it changes nothing that a decision looks at. */
const CHANGES: { readonly [Kind in FixKind]?: Change } = {
  sign_in_again: reached,
  give_full_access: (it) => settled(measure(it, { access: 'full' })),
  connect_network: (it) => reached(measure(it, FREE_WIFI)),
  connect_wifi: (it) => measure(it, { ...FREE_WIFI, isLowData: false }),
  open_browser_sign_in: reached,
  check_server: reached,
  check_proxy: reached,
  renew_certificate: reached,
  set_clock: (it) => reached(measure(it, { clockOffsetMs: 0 })),
  reset_connections: reached,
  allow_mobile_once: (it) =>
    it.facts.grant === 'everything' ? it : { ...it, facts: { ...it.facts, grant: 'mobile' } },
  sync_now: (it) => ({ ...it, facts: { ...it.facts, grant: 'everything' } }),
  change_plan: roomInPlan,
  free_up_cloud_space: roomInPlan,
  free_up_server_disk: triedAnew,
  optimise_on: (it) => ({ ...it, facts: { ...it.facts, room: 'preview' } }),
  raise_budget: (it) => ({ ...it, facts: { ...it.facts, room: 'original' } }),
  free_up_device_space: (it) => measure(it, { freeBytes: null }),
  fetch_original: (it) => ({ ...it, facts: { ...it.facts, room: 'original' } }),
  find_original: settled,
  start_sync: running,
  restart_sync: running,
  retry: triedAnew,
  update_client: reached,
  update_server: reached,
  connect_power: (it) => measure(it, { isCharging: true, isLowPower: false }),
  let_it_cool: (it) => measure(it, { isTooHot: false }),
  mend_file: settled,
  bring_folder_back: settled,
  split_video: triedAnew,
  answer_held_restore: settled,
  answer_held_delete: settled,
  restore_photo: settled,
}

/** A situation as it would be had a fix worked. */
export function asIfFixed(situation: Situation, kind: FixKind, action: FixAction): Situation {
  const changed = CHANGES[kind]?.(situation) ?? situation
  if (action.kind !== 'setting') return changed
  const { name, value } = action.setting
  return { ...changed, settings: { ...changed.settings, [name]: value } }
}

function measure(it: Situation, measured: Partial<Conditions['measured']>): Situation {
  return {
    ...it,
    conditions: { ...it.conditions, measured: { ...it.conditions.measured, ...measured } },
  }
}

function reached(it: Situation): Situation {
  return { ...it, conditions: { ...it.conditions, server: { kind: 'reachable' } } }
}

function running(it: Situation): Situation {
  return { ...it, conditions: { ...it.conditions, engine: 'running' } }
}

function roomInPlan(it: Situation): Situation {
  const { usage } = it.conditions
  if (usage === null) return it
  return triedAnew({ ...it, conditions: { ...it.conditions, usage: { ...usage, quotaBytes: null } } })
}

function triedAnew(it: Situation): Situation {
  return { ...it, facts: { ...it.facts, attempt: null } }
}

/** The item is as it should be. */
function settled(it: Situation): Situation {
  const item = { ...it.facts.item, standing: { kind: 'verified', duplicateOf: null } as const }
  return { ...it, facts: { ...it.facts, item, attempt: null, room: 'original' } }
}
