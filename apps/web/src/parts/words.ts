/** Texts of the small parts that every page is made of. */
export const partsEn = {
  close: 'Close',
  cancel: 'Cancel',
  undo: 'Undo',
  undone: 'Taken back.',
  messages: 'Messages',
  tryAgain: 'Try again',
  loading: 'Just a moment …',
  more: 'More',
  back: 'Back',
  copied: 'Copied.',
  save: 'Save',
}

/** See {@link partsEn}. */
export const partsDe: typeof partsEn = {
  close: 'Schließen',
  cancel: 'Abbrechen',
  undo: 'Rückgängig',
  undone: 'Zurückgenommen.',
  messages: 'Mitteilungen',
  tryAgain: 'Noch einmal',
  loading: 'Einen Moment …',
  more: 'Mehr',
  back: 'Zurück',
  copied: 'Kopiert.',
  save: 'Sichern',
}
