import type { DoctorReport, Fix } from '@rollcall/protocol'

/** What choosing a fix does here: a deed of this page, a page to go to, or words for a person. */
export type FixWay =
  | { readonly kind: 'act' }
  | { readonly kind: 'go'; readonly path: string }
  | { readonly kind: 'run'; readonly line: string }
  | { readonly kind: 'by_hand' }

/** Where this app has what on the command line is a line to run. */
const PAGES: ReadonlyMap<string, string> = new Map([
  ['change_plan', '/storage'],
  ['free_up_cloud_space', '/storage'],
  ['answer_held_restore', '/sync'],
  ['answer_held_delete', '/sync'],
  ['restore_photo', '/albums/trash'],
  ['review_conflict', '/journal?conflicts=1'],
])

/** See {@link FixWay}. */
export function wayOfFix({ id, action }: Fix): FixWay {
  const path = PAGES.get(id)
  if (path !== undefined) return { kind: 'go', path }
  switch (action.kind) {
    case 'setting':
    case 'command':
      return { kind: 'act' }
    case 'run':
      return { kind: 'run', line: action.line }
    case 'by_hand':
      return { kind: 'by_hand' }
  }
}

/** Settings that cost money, battery or room on a device: each is for a person to choose. */
const COSTLY: ReadonlySet<string> = new Set([
  'allow_mobile_data',
  'allow_unlimited_updates',
  'ignore_low_data',
  'power_always',
  'lower_battery_floor',
  'raise_budget',
  'optimise_on',
])

/** Fixes that can be taken back without loss, cost nothing, and would make something go on; each setting once. */
export function safeFixesOf({ checks }: DoctorReport): readonly Fix[] {
  const fixes = checks.flatMap((check) =>
    check.state === 'attention' || check.state === 'waiting' ? check.fixes : [],
  )
  const safe = fixes.filter(
    ({ id, action, isReversible }) => isReversible && action.kind === 'setting' && !COSTLY.has(id),
  )
  return [
    ...new Map(
      safe.map((fix) => [fix.action.kind === 'setting' ? fix.action.setting.name : fix.id, fix]),
    ).values(),
  ]
}
