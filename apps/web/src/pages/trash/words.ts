/** Texts of what was deleted lately. */
export const trashEn = {
  title: 'Recently deleted',
  empty: 'Nothing was deleted lately',
  emptyHow: 'What you delete stays here for 30 days, and can be restored.',
  next: (days: string, number: number) =>
    number <= 0
      ? 'The first of them goes for good today.'
      : number === 1
        ? 'The first of them goes for good tomorrow.'
        : `The first of them goes for good in ${days} days.`,
  left: (count: string, days: string, number: number) =>
    number <= 1 ? `${count}: less than a day` : `${count}: ${days} days`,
  leftTitle: 'Days left',
  emptyNow: 'Empty',
  forGood: 'Delete for good',
  forGoodTitle: (count: string) => `Delete ${count} for good?`,
  forGoodWhat: (count: string) =>
    `${count} photos go from every device and the server. The server keeps their bytes for 30 days more, and they count until then; undo brings them back while it has them.`,
  forGoodDone: (count: string) => `${count} deleted for good.`,
}

/** See {@link trashEn}. */
export const trashDe: typeof trashEn = {
  title: 'Zuletzt gelöscht',
  empty: 'In letzter Zeit wurde nichts gelöscht',
  emptyHow: 'Was du löschst, bleibt 30 Tage hier und lässt sich wiederherstellen.',
  next: (days, number) =>
    number <= 0
      ? 'Das Erste geht heute endgültig.'
      : number === 1
        ? 'Das Erste geht morgen endgültig.'
        : `Das Erste geht in ${days} Tagen endgültig.`,
  left: (count, days, number) => (number <= 1 ? `${count}: weniger als ein Tag` : `${count}: ${days} Tage`),
  leftTitle: 'Tage, die bleiben',
  emptyNow: 'Leeren',
  forGood: 'Endgültig löschen',
  forGoodTitle: (count) => `${count} endgültig löschen?`,
  forGoodWhat: (count) =>
    `${count} Fotos gehen von jedem Gerät und vom Server. Der Server hebt ihre Bytes noch 30 Tage auf, und so lange zählen sie; „Rückgängig“ holt sie zurück, solange er sie hat.`,
  forGoodDone: (count) => `${count} endgültig gelöscht.`,
}
