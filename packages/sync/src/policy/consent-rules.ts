import type { Standing } from '../folder/item.ts'
import type { Rule } from './decision.ts'
import { finding } from './decision.ts'
import { goalOf } from './goal.ts'
import { isPaused } from './settings.ts'

/** Does the owner want it moved? */
export const CONSENT: readonly Rule[] = [
  unsupported,
  ignored,
  smallerVersion,
  trashed,
  inExcludedFolder,
  olderThanStart,
  notPermitted,
  turnedOff,
  paused,
]

type Look = Parameters<Rule>
type Found = ReturnType<Rule>

function unsupported(...[, , { item }]: Look): Found {
  const { standing } = item
  return standing.kind === 'unsupported' ? finding('unsupported_type', { mime: standing.mime }) : null
}

function ignored(...[, , { item }]: Look): Found {
  const { standing } = item
  return standing.kind === 'ignored' ? finding('source_excluded', { because: standing.because }) : null
}

function smallerVersion(...[, , { item }]: Look): Found {
  if (item.standing.kind !== 'preview') return null
  return finding('source_excluded', { because: 'a smaller version, whose original the server holds' })
}

function trashed(...[, , { item }]: Look): Found {
  const { standing } = item
  if (standing.kind !== 'trashed') return null
  const { trashedAt, trashedBy, isForGood, isEarlierEdit = false } = standing
  const when = { trashedAt, trashedBy, isForGood }
  return finding('deleted_by_you', isEarlierEdit ? { ...when, isEarlierEdit } : when)
}

/** What might move and is left alone there: news, on either side, and what is not to be seen. What the library asks for is sent. */
const LEFT_ALONE: readonly Standing['kind'][] = ['to_download', 'optimised', 'unreadable']

/** What is already safe stays safe; the rest, on either side, is left alone. */
function inExcludedFolder(...[settings, , { item }]: Look): Found {
  const { standing } = item
  if (!isNews(standing) && !LEFT_ALONE.includes(standing.kind)) return null
  const folder = folderAround(item.path, settings.excludedFolders)
  if (folder === null) return null
  return finding(
    'source_excluded',
    { because: `the folder ${folder} is left out`, folder },
    'excludedFolders',
  )
}

/** The first of the folders that a path lies in; null when it lies in none. */
export function folderAround(path: string, folders: readonly string[]): string | null {
  return folders.find((folder) => path.startsWith(folder.endsWith('/') ? folder : `${folder}/`)) ?? null
}

/** Whether a file is here that the library has never had. */
function isNews(standing: Standing): standing is Extract<Standing, { kind: 'to_upload' }> {
  return standing.kind === 'to_upload' && standing.isAsked !== true
}

/** A file's own time counts: nothing else is known of it before the server has looked into it. */
function olderThanStart(...[{ startDate }, , { item }]: Look): Found {
  const { standing } = item
  if (!isNews(standing) || startDate === null) return null
  const takenAt = standing.file.modifiedAt
  return takenAt < startDate ? finding('older_than_start_date', { takenAt, startDate }, 'startDate') : null
}

/** Files that the system hides cannot be read; with full access to photos they could. */
function notPermitted(...[, { measured }, { item }]: Look): Found {
  const { standing } = item
  if (standing.kind !== 'unreadable' || measured.access !== 'limited') return null
  return finding('permission_limited', { failure: standing.failure }, 'access')
}

function turnedOff(...[{ isOn }, , facts]: Look): Found {
  return !isOn && goalOf(facts) !== 'none' ? finding('sync_off', {}, 'isOn') : null
}

function paused(...[settings, { now }, facts]: Look): Found {
  if (!isPaused(settings, now) || goalOf(facts) === 'none') return null
  const { pausedUntil } = settings
  const until = typeof pausedUntil === 'number' ? pausedUntil : null
  return {
    code: 'paused_by_you',
    facts: until === null ? {} : { until },
    nextTry: until,
    until: 'pausedUntil',
  }
}
