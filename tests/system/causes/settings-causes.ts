import type { Cause } from './cause.ts'
import type { Patient } from './patient.ts'
import { DOWNLOADS, SMALL_BYTES, UPLOADS } from './patient-photos.ts'

const ALL = UPLOADS + DOWNLOADS

const YEAR_MS = 365 * 24 * 3600_000

const linkAgain = { fix: 'sign_in_again', byHand: (patient: Patient) => patient.linksAgain() } as const

/** Check 1: who is signed in, and what was chosen. */
export const SETTINGS_CAUSES: readonly Cause[] = [
  {
    name: 'wrong account',
    code: 'account_mismatch',
    check: 'settings',
    items: ALL,
    place: ['account'],
    stopsAt: 'account',
    make: async ({ clinic: { server }, account, shows }) => {
      await server.addAccount(`${account}x`)
      shows((await server.signIn(`${account}x`)).session.token)
    },
    ...linkAgain,
  },
  {
    name: 'signed out',
    code: 'auth_expired',
    check: 'settings',
    items: ALL,
    place: ['account'],
    stopsAt: 'account',
    make: ({ shows }) => shows(`rc_${'0'.repeat(64)}`),
    ...linkAgain,
  },
  {
    name: 'device removed',
    code: 'device_removed',
    check: 'settings',
    items: ALL,
    place: ['account'],
    stopsAt: 'account',
    make: async ({ other, config }) => void (await other.call('DELETE', `devices/${config().deviceId}`)),
    ...linkAgain,
  },
  {
    name: 'sync off',
    code: 'sync_off',
    check: 'settings',
    items: ALL,
    make: ({ choose }) => choose({ name: 'isOn', value: false }),
    fix: 'turn_sync_on',
  },
  {
    name: 'paused',
    code: 'paused_by_you',
    check: 'settings',
    items: ALL,
    make: ({ choose }) => choose({ name: 'pausedUntil', value: 'resumed' }),
    fix: 'resume',
  },
  {
    name: 'folder left out',
    code: 'source_excluded',
    check: 'settings',
    items: 2,
    files: { 'Private/one.jpg': { bytes: SMALL_BYTES }, 'Private/two.jpg': { bytes: SMALL_BYTES } },
    make: ({ choose }) => choose({ name: 'excludedFolders', value: ['Private'] }),
    fix: 'include_folder',
  },
  {
    name: 'older than the start date',
    code: 'older_than_start_date',
    check: 'settings',
    items: 1,
    files: { 'old.jpg': { bytes: SMALL_BYTES, modifiedAt: 30 * YEAR_MS } },
    make: ({ choose }) => choose({ name: 'startDate', value: 40 * YEAR_MS }),
    fix: 'clear_start_date',
  },
]
