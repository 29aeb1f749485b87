import type { KeyWords } from './keys.ts'

const OF_EN: KeyWords = {
  '?': 'this list',
  '/': 'search',
  s: 'how syncing stands',
  'g l': 'to the library',
  'g a': 'to the albums',
  'g d': 'to devices and sync',
  'g s': 'to storage',
  'g ,': 'to settings',
  '← ↑ → ↓': 'from photo to photo',
  '[ ]': 'a day back, a day on',
  '{ }': 'a month back, a month on',
  t: 'to a date',
  '1–4': 'years, months, days, all',
  Enter: 'open',
  Esc: 'close, or select nothing',
  Space: 'select, or play',
  x: 'select',
  '⇧ x': 'select up to here',
  f: 'favourite',
  h: 'hide',
  e: 'edit',
  a: 'add to an album',
  i: 'about this photo',
  Del: 'to recently deleted',
}

const OF_DE: KeyWords = {
  '?': 'diese Liste',
  '/': 'suchen',
  s: 'wie es um den Sync steht',
  'g l': 'zur Mediathek',
  'g a': 'zu den Alben',
  'g d': 'zu Geräten und Sync',
  'g s': 'zum Speicher',
  'g ,': 'zu den Einstellungen',
  '← ↑ → ↓': 'von Foto zu Foto',
  '[ ]': 'ein Tag zurück, ein Tag weiter',
  '{ }': 'ein Monat zurück, ein Monat weiter',
  t: 'zu einem Datum',
  '1–4': 'Jahre, Monate, Tage, alle',
  Enter: 'öffnen',
  Esc: 'schließen oder nichts auswählen',
  Space: 'auswählen oder abspielen',
  x: 'auswählen',
  '⇧ x': 'bis hierher auswählen',
  f: 'Favorit',
  h: 'ausblenden',
  e: 'bearbeiten',
  a: 'in ein Album',
  i: 'über dieses Foto',
  Del: 'zu „Zuletzt gelöscht“',
}

/** Texts of the sheet that lists the keys. */
export const keysEn = {
  title: 'Keyboard shortcuts',
  everywhere: 'Everywhere',
  library: 'In the library',
  photos: 'With photos',
  isOn: 'Single keys do something',
  of: OF_EN,
}

/** See {@link keysEn}. */
export const keysDe: typeof keysEn = {
  title: 'Tastenkürzel',
  everywhere: 'Überall',
  library: 'In der Mediathek',
  photos: 'Mit Fotos',
  isOn: 'Einzelne Tasten tun etwas',
  of: OF_DE,
}
