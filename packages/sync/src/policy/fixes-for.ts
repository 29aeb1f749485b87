import type { DeviceSettings, Fix } from '@rollcall/protocol'
import type { Situation } from './as-if-fixed.ts'
import { asIfFixed } from './as-if-fixed.ts'
import type { Conditions } from './conditions.ts'
import { decide } from './decide.ts'
import type { Decision, ItemFacts } from './decision.ts'
import type { FixKind } from './fix-kind.ts'
import type { FixAction } from './fixes.ts'
import { FIXES } from './fixes.ts'
import { formatBytes } from './format-bytes.ts'
import type { RoomPlan, RoomSettings } from './plan-room.ts'
import { REASONS } from './reasons.ts'

/** What a fix mends: the finding that offers it first, and how many bytes have that finding. */
interface Offer {
  readonly decision: Decision
  bytes: number
}

/** Plans again what a device has room for, under other settings and with so much free on its disk; see `planRoom`. */
export type PlanRooms = (settings: DeviceSettings, freeBytes: number | null) => RoomPlan

interface Stuck {
  readonly facts: ItemFacts
  readonly decision: Decision
}

/** States of items that a fix has nothing to do for. */
const AT_REST: ReadonlySet<Decision['state']> = new Set(['safe', 'deleted', 'inProgress'])

/**
 * The fixes that the deciding reasons of these items offer, each with what it would move [R7]: computed by running `decide` again as if
 * the fix had worked. Items and bytes count only what is kept waiting now and would then move or be safe. In the order in which reasons
 * name them, the reason of most items first. Items that a rule of the owner leaves out are counted for the fixes of that rule. With
 * `planRooms`, fixes that change the room of a device promise only what there is room for then.
 */
export function fixesFor(
  settings: DeviceSettings,
  conditions: Conditions,
  entries: Iterable<ItemFacts>,
  planRooms: PlanRooms | null = null,
): readonly Fix[] {
  const stuck: Stuck[] = []
  for (const facts of entries) {
    const decision = decide(settings, conditions, facts)
    if (decision.action === 'none' && !AT_REST.has(decision.state)) stuck.push({ facts, decision })
  }
  const fixes: Fix[] = []
  let overBytes: number | null = null
  for (const [kind, offer] of offersOf(stuck)) {
    const [{ facts }] = offer.decision.because
    overBytes ??= planRooms?.(settings, conditions.measured.freeBytes).overBytes ?? null
    const action = FIXES[kind].action({ settings, facts, bytes: offer.bytes, overBytes })
    if (action === null) continue
    const rooms = planRooms === null ? null : roomsAfter(kind, action, settings, conditions, planRooms)
    fixes.push(countFix(kind, action, settings, conditions, stuck, rooms))
  }
  return fixes
}

/** Settings out of which it follows what a device has room for. */
const ROOM_SETTINGS: ReadonlySet<string> = new Set<keyof RoomSettings>([
  'optimise',
  'budgetBytes',
  'freeFloorBytes',
  'keepDays',
])

/** What there is room for once a fix worked; null when it moves no room. */
function roomsAfter(
  kind: FixKind,
  action: FixAction,
  settings: DeviceSettings,
  { measured }: Conditions,
  planRooms: PlanRooms,
): RoomPlan['rooms'] | null {
  // Whoever makes room on the disk by hand may make as much as is needed; a command only drops what the plan drops anyway.
  if (kind === 'free_up_device_space' && action.kind === 'by_hand') return planRooms(settings, null).rooms
  if (action.kind !== 'setting' || !ROOM_SETTINGS.has(action.setting.name)) return null
  const { name, value } = action.setting
  return planRooms({ ...settings, [name]: value }, measured.freeBytes).rooms
}

function offersOf(stuck: readonly Stuck[]): ReadonlyMap<FixKind, Offer> {
  const byCode = new Map<string, Stuck[]>()
  for (const each of stuck) {
    const [{ code }] = each.decision.because
    const group = byCode.get(code)
    if (group === undefined) byCode.set(code, [each])
    else group.push(each)
  }
  const offers = new Map<FixKind, Offer>()
  for (const group of [...byCode.values()].toSorted((a, b) => b.length - a.length)) {
    const [first] = group
    if (first === undefined) continue
    const bytes = group.reduce((sum, { facts }) => sum + facts.item.bytes, 0)
    for (const kind of REASONS[first.decision.because[0].code].fixes) {
      const known = offers.get(kind)
      if (known === undefined) offers.set(kind, { decision: first.decision, bytes })
      else known.bytes += bytes
    }
  }
  return offers
}

function countFix(
  kind: FixKind,
  action: FixAction,
  settings: DeviceSettings,
  conditions: Conditions,
  stuck: readonly Stuck[],
  rooms: RoomPlan['rooms'] | null,
): Fix {
  let items = 0
  let bytes = 0
  let next: Decision | null = null
  for (const { facts, decision } of stuck) {
    const fixed = asIfFixed({ settings, conditions, facts }, kind, action)
    const room = rooms === null ? fixed.facts.room : (rooms.get(facts.item.key) ?? 'original')
    const after = decideAs({ ...fixed, facts: { ...fixed.facts, room } })
    if (after.action !== 'none' || AT_REST.has(after.state)) {
      items++
      bytes += facts.item.bytes
    } else if (next === null && after.because[0].code !== decision.because[0].code) next = after
  }
  const { label, isReversible } = FIXES[kind]
  return { id: kind, label, preview: previewOf(items, bytes, next), action, isReversible, items, bytes }
}

function decideAs({ settings, conditions, facts }: Situation): Decision {
  return decide(settings, conditions, facts)
}

/** What a fix would do, in a sentence or two. */
function previewOf(items: number, bytes: number, next: Decision | null): string {
  const moved =
    items === 0
      ? 'Nothing would move yet.'
      : `${items === 1 ? '1 item' : `${items} items`} (${formatBytes(bytes)}) would go on.`
  if (next === null) return moved
  const [{ code, facts }] = next.because
  return `${moved} ${items === 0 ? 'Then this stands in the way' : 'Others wait on'}: ${REASONS[code].sentence(facts)}`
}
