import type { UploadEntry } from '../../engine/library-client.ts'

/** How far a file has come, in a word or two. */
type StateWords = Readonly<Record<UploadEntry['state'], string>>

const STATES_EN: StateWords = {
  hashing: 'Being copied',
  waiting: 'Only on this device',
  uploading: 'On its way',
  verifying: 'Being checked by the server',
  safe: 'On your server',
  blocked: 'Needs you',
  excluded: 'Left out',
}

const STATES_DE: StateWords = {
  hashing: 'Wird kopiert',
  waiting: 'Nur auf diesem Gerät',
  uploading: 'Unterwegs',
  verifying: 'Wird vom Server geprüft',
  safe: 'Auf deinem Server',
  blocked: 'Braucht dich',
  excluded: 'Ausgelassen',
}

/** Texts of adding photos in this browser. */
export const uploadEn = {
  add: 'Add',
  addPhotos: 'Add photos',
  choosePhotos: 'Choose photos',
  chooseFolder: 'Choose a folder',
  drop: 'Drop photos to add them',
  dropHow: 'They are copied into this browser first, then sent to your server.',
  line: (count: string) => `${count} still only on this device`,
  needYou: (count: string) => `${count} need you`,
  open: 'Show the files',
  panel: 'From this browser',
  states: STATES_EN,
  of: (part: string, whole: string) => `${part} of ${whole}`,
  more: (count: string) => `… and ${count} more.`,
  nothing: 'Nothing was picked in this browser yet.',
  shared: (count: string, number: number) =>
    number === 1 ? 'Rollcall was given 1 file.' : `Rollcall was given ${count} files.`,
  done: (count: string, number: number) =>
    number === 1 ? '1 file is on your server.' : `${count} files are on your server.`,
  leftOut: (count: string, number: number) => (number === 1 ? '1 was left out.' : `${count} were left out.`),
  show: 'Show',
  keepOpen: 'Some files could not be copied into this browser. Leave this page open until they are sent.',
  plainHttp:
    'This page came over plain http, so the browser keeps nothing for it. Leave the page open until everything is sent, or choose the files again.',
  sendNow: 'Send now',
  tryAgain: 'Try again',
  leaveOut: 'Leave out what needs you',
  tooMany: (count: string) =>
    `A folder has more than ${count} files. The first ${count} were taken; choose the rest by their folders.`,
}

/** See {@link uploadEn}. */
export const uploadDe: typeof uploadEn = {
  add: 'Hinzufügen',
  addPhotos: 'Fotos hinzufügen',
  choosePhotos: 'Fotos wählen',
  chooseFolder: 'Ordner wählen',
  drop: 'Fotos hier ablegen',
  dropHow: 'Sie werden erst in diesen Browser kopiert und dann an deinen Server gesendet.',
  line: (count) => `${count} noch nur auf diesem Gerät`,
  needYou: (count) => `${count} brauchen dich`,
  open: 'Dateien zeigen',
  panel: 'Aus diesem Browser',
  states: STATES_DE,
  of: (part, whole) => `${part} von ${whole}`,
  more: (count) => `… und ${count} weitere.`,
  nothing: 'In diesem Browser wurde noch nichts ausgewählt.',
  shared: (count, number) =>
    number === 1 ? 'Rollcall hat 1 Datei bekommen.' : `Rollcall hat ${count} Dateien bekommen.`,
  done: (count, number) =>
    number === 1 ? '1 Datei ist auf deinem Server.' : `${count} Dateien sind auf deinem Server.`,
  leftOut: (count, number) => (number === 1 ? '1 wurde ausgelassen.' : `${count} wurden ausgelassen.`),
  show: 'Zeigen',
  keepOpen:
    'Einige Dateien konnten nicht in diesen Browser kopiert werden. Lass diese Seite offen, bis sie gesendet sind.',
  plainHttp:
    'Diese Seite kam über einfaches http, darum behält der Browser nichts für sie. Lass die Seite offen, bis alles gesendet ist, oder wähle die Dateien noch einmal.',
  sendNow: 'Jetzt senden',
  tryAgain: 'Noch einmal',
  leaveOut: 'Auslassen, was dich braucht',
  tooMany: (count) =>
    `Ein Ordner hat mehr als ${count} Dateien. Die ersten ${count} wurden genommen; wähle den Rest nach Ordnern.`,
}
