/** Texts about photos that are the same or look the same. */
export const duplicatesEn = {
  title: 'Duplicates',
  looking: 'Looking through the library …',
  empty: 'No two photos are the same',
  emptyHow: 'Photos that hold the same file, or look the same, are shown here side by side.',
  kinds: {
    same_bytes: 'The same file twice',
    copies: 'They look the same',
    series: 'Taken one after the other',
  },
  best: 'Best',
  keep: (name: string) => `Keep ${name}`,
  unite: (count: string) => `Keep this, unite ${count}`,
  uniteAll: (count: string) => `Unite all but series (${count})`,
  uniteAllTitle: 'Unite all of these?',
  uniteAllWhat: (groups: string, others: string, bytes: string) =>
    `Of ${groups} groups the best one stays, with what was said of the others and in their albums. ${others} photos, ${bytes}, go to the trash and can be restored for 30 days.`,
  united: (count: string) => `United. ${count} went to the trash.`,
  pixels: (width: string, height: string) => `${width} × ${height}`,
  gain: (bytes: string) => `${bytes} in the others`,
  more: (count: string) => `${count} more groups are shown when these are done.`,
}

/** See {@link duplicatesEn}. */
export const duplicatesDe: typeof duplicatesEn = {
  title: 'Duplikate',
  looking: 'Die Mediathek wird durchgesehen …',
  empty: 'Keine zwei Fotos sind gleich',
  emptyHow: 'Fotos mit derselben Datei oder demselben Aussehen stehen hier nebeneinander.',
  kinds: {
    same_bytes: 'Dieselbe Datei mehrmals',
    copies: 'Sie sehen gleich aus',
    series: 'Nacheinander aufgenommen',
  },
  best: 'Bestes',
  keep: (name) => `${name} behalten`,
  unite: (count) => `Dieses behalten, ${count} vereinen`,
  uniteAll: (count) => `Alle außer Serien vereinen (${count})`,
  uniteAllTitle: 'All diese vereinen?',
  uniteAllWhat: (groups, others, bytes) =>
    `Von ${groups} Gruppen bleibt das beste, mit allem, was über die anderen gesagt wurde, und in deren Alben. ${others} Fotos, ${bytes}, kommen in den Papierkorb und lassen sich 30 Tage lang wiederherstellen.`,
  united: (count) => `Vereint. ${count} kamen in den Papierkorb.`,
  pixels: (width, height) => `${width} × ${height}`,
  gain: (bytes) => `${bytes} in den anderen`,
  more: (count) => `${count} weitere Gruppen erscheinen, wenn diese erledigt sind.`,
}
