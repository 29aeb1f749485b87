import type { SyncKind } from './sync-status.ts'

/** How everything stands, in two or three words; the number is what it is about. */
type StatusWords = Readonly<Record<SyncKind, (count: string) => string>>

const STATUS_EN: StatusWords = {
  done: () => 'All synced',
  active: (count) => `Syncing ${count}`,
  waiting: (count) => `${count} waiting`,
  paused: () => 'Paused',
  limited: () => 'A device is silent',
  attention: (count) => `${count} need you`,
  blocked: () => 'Nothing can be stored',
  offline: () => 'You are offline',
}

const STATUS_DE: StatusWords = {
  done: () => 'Alles synchron',
  active: (count) => `${count} unterwegs`,
  waiting: (count) => `${count} warten`,
  paused: () => 'Angehalten',
  limited: () => 'Ein Gerät schweigt',
  attention: (count) => `${count} brauchen dich`,
  blocked: () => 'Nichts kann gespeichert werden',
  offline: () => 'Du bist offline',
}

/** Texts of the frame around every page: places to go, the search, and how things stand. */
export const shellEn = {
  skip: 'Skip to the photos',
  places: 'Places',
  library: 'Library',
  albums: 'Albums',
  sync: 'Devices & Sync',
  storage: 'Storage',
  settings: 'Settings',
  more: 'More',
  journal: 'Journal',
  duplicates: 'Duplicates',
  trash: 'Recently deleted',
  fold: 'Make the sidebar small',
  unfold: 'Make the sidebar wide',
  search: 'Search photos, places, dates',
  searchPhotos: 'Search',
  offlineFor: 'You are offline',
  photos: (count: string) => `${count} photos and videos`,
  notFound: 'There is no such page',
  notFoundHow: 'It may have been moved. Everything starts at the library.',
  toLibrary: 'To the library',
  broken: 'This page stopped working',
  brokenHow:
    'Your photos are safe: they lie on the server and on your devices. Reloading the page begins anew.',
  reload: 'Reload',
  opening: 'Opening your library …',
  arriving: {
    title: (count: string) => `${count} photos so far`,
    how: (share: string) =>
      `Your library is on its way to this browser: ${share} is here. You can look around already.`,
    share: 'How much of your library is here',
  },
  newVersion: 'A new version of Rollcall is ready.',
  status: STATUS_EN,
  silent: (device: string) => `${device} is silent`,
  pausedDevice: (device: string) => `${device} is paused`,
}

/** See {@link shellEn}. */
export const shellDe: typeof shellEn = {
  skip: 'Zu den Fotos springen',
  places: 'Orte',
  library: 'Mediathek',
  albums: 'Alben',
  sync: 'Geräte & Sync',
  storage: 'Speicher',
  settings: 'Einstellungen',
  more: 'Mehr',
  journal: 'Journal',
  duplicates: 'Duplikate',
  trash: 'Zuletzt gelöscht',
  fold: 'Seitenleiste schmal machen',
  unfold: 'Seitenleiste breit machen',
  search: 'Fotos, Orte, Daten suchen',
  searchPhotos: 'Suchen',
  offlineFor: 'Du bist offline',
  photos: (count) => `${count} Fotos und Videos`,
  notFound: 'Diese Seite gibt es nicht',
  notFoundHow: 'Vielleicht ist sie umgezogen. Alles beginnt bei der Mediathek.',
  toLibrary: 'Zur Mediathek',
  broken: 'Diese Seite ist stehen geblieben',
  brokenHow:
    'Deine Fotos sind sicher: Sie liegen auf dem Server und auf deinen Geräten. Neu laden fängt von vorn an.',
  reload: 'Neu laden',
  opening: 'Deine Mediathek wird geöffnet …',
  arriving: {
    title: (count) => `Bisher ${count} Fotos`,
    how: (share) =>
      `Deine Mediathek ist auf dem Weg in diesen Browser: ${share} ist da. Umsehen kannst du dich schon.`,
    share: 'Wie viel deiner Mediathek da ist',
  },
  newVersion: 'Eine neue Version von Rollcall ist bereit.',
  status: STATUS_DE,
  silent: (device) => `${device} schweigt`,
  pausedDevice: (device) => `${device} pausiert`,
}
