import type { Cause } from './cause.ts'
import type { Patient } from './patient.ts'
import { DOWNLOADS, UPLOADS } from './patient-photos.ts'

const ALL = UPLOADS + DOWNLOADS

const YEAR_MS = 365 * 24 * 3600_000

/** More than a small update. */
const LARGE = { 'large.mp4.jpg': { bytes: 10_000_001 } }

const way = { check: 'connection', items: ALL, place: ['way'], stopsAt: 'way' } as const

const goesHome = ({ clinic, goesTo }: Patient) => goesTo(clinic.plain.url)

/** Check 2: the network, the way to the server, and what may go over it; and check 6, versions, which the way tells of. */
export const CONNECTION_CAUSES: readonly Cause[] = [
  {
    ...way,
    name: 'server down',
    code: 'server_unreachable',
    make: ({ clinic, goesTo }) => goesTo(clinic.deadUrl),
    fix: 'check_server',
    byHand: goesHome,
  },
  {
    ...way,
    name: 'name that leads nowhere',
    code: 'server_unreachable',
    make: ({ goesTo }) => goesTo('http://nobody.invalid:7655'),
    fix: 'check_server',
    byHand: goesHome,
  },
  {
    ...way,
    name: 'certificate expired',
    code: 'tls_failed',
    prepare: ({ clinic, goesTo }) => goesTo(clinic.secure.url),
    make: ({ clinic }) => clinic.secure.show('expired'),
    fix: 'renew_certificate',
    byHand: ({ clinic }) => clinic.secure.show('valid'),
  },
  {
    ...way,
    name: 'captive portal',
    code: 'captive_portal',
    make: ({ clinic }) => clinic.plain.behave('portal'),
    fix: 'open_browser_sign_in',
    byHand: ({ clinic }) => clinic.plain.behave('through'),
  },
  {
    ...way,
    name: 'proxy refuses',
    code: 'proxy_refused',
    make: ({ clinic }) => clinic.plain.behave('refuse'),
    fix: 'check_proxy',
    byHand: ({ clinic }) => clinic.plain.behave('through'),
  },
  {
    ...way,
    name: 'clock off by a year',
    code: 'clock_wrong',
    brings: ['tls_failed'],
    prepare: ({ clinic, goesTo }) => {
      goesTo(clinic.secure.url)
      clinic.secure.missetDate(-YEAR_MS)
    },
    make: ({ clinic }) => clinic.secure.show('expired'),
    fix: 'set_clock',
    byHand: ({ clinic }) => {
      clinic.secure.missetDate(0)
      clinic.secure.show('valid')
    },
  },
  {
    name: 'client too old',
    code: 'client_too_old',
    check: 'outdated',
    items: ALL,
    place: ['account'],
    stopsAt: 'account',
    make: ({ clinic: { plain, secure } }) => {
      plain.claim(0)
      secure.claim(0)
    },
    fix: 'update_client',
    byHand: ({ clinic: { plain, secure } }) => {
      plain.claim(null)
      secure.claim(null)
    },
  },
  {
    name: 'offline',
    code: 'offline',
    check: 'connection',
    items: ALL,
    place: ['network', 'none or roaming'],
    make: ({ tell }) => tell({ network: 'none' }),
    fix: 'connect_network',
    byHand: ({ tell }) => tell({ network: 'wifi' }),
  },
  {
    name: 'roaming',
    code: 'roaming',
    check: 'connection',
    items: ALL,
    place: ['none or roaming', 'Wi-Fi or roaming'],
    make: ({ tell, choose }) => {
      tell({ network: 'mobile', isMetered: true, isRoaming: true })
      choose({ name: 'mobileData', value: true })
      choose({ name: 'unlimitedUpdates', value: true })
    },
    fix: 'allow_mobile_once',
  },
  {
    name: 'mobile data off',
    code: 'mobile_data_off',
    check: 'connection',
    items: ALL,
    place: ['network'],
    make: ({ tell, choose }) => {
      tell({ network: 'mobile', isMetered: true })
      choose({ name: 'mobileData', value: false })
    },
    fix: 'allow_mobile_data',
  },
  {
    name: 'unlimited updates off',
    code: 'unlimited_updates_off',
    check: 'connection',
    items: 1,
    files: LARGE,
    besides: ['needs_charging'],
    place: ['network'],
    make: ({ tell, choose }) => {
      tell({ network: 'mobile', isMetered: true })
      choose({ name: 'mobileData', value: true })
      choose({ name: 'unlimitedUpdates', value: false })
    },
    fix: 'allow_unlimited_updates',
  },
  {
    name: 'no Wi-Fi that is free',
    code: 'waiting_wifi',
    check: 'connection',
    items: ALL,
    place: ['network', 'Wi-Fi or roaming'],
    make: ({ tell }) => tell({ network: 'wifi', isMetered: true }),
    fix: 'allow_mobile_once',
  },
  {
    name: 'low data mode',
    code: 'low_data_mode',
    check: 'connection',
    items: ALL,
    make: ({ tell }) => tell({ isLowData: true }),
    fix: 'ignore_low_data',
  },
]
