/** Texts of the grid. */
export const gridEn = {
  grid: 'Photos',
  scrubber: 'Timeline',
  photo: 'Photo',
  video: 'Video',
  livePhoto: 'Live Photo',
  favourite: 'favourite',
  edited: 'edited',
  select: 'Select',
  badge: {
    queued: 'not yet synced',
    uploading: 'uploading',
    only_here: 'only on this device',
    needs_you: 'needs you',
    edit_pending: 'change not yet synced',
    excluded: 'left out by your choice',
  },
  zoom: 'How near to look',
  zooms: { years: 'Years', months: 'Months', days: 'Days', all: 'All' },
  noDate: 'No date',
  dayAt: (day: string, places: readonly string[], isMore: boolean) =>
    `${day} · ${places.join(', ')}${isMore ? ' and more' : ''}`,
}

/** See {@link gridEn}. */
export const gridDe: typeof gridEn = {
  grid: 'Fotos',
  scrubber: 'Zeitleiste',
  photo: 'Foto',
  video: 'Video',
  livePhoto: 'Live Photo',
  favourite: 'Favorit',
  edited: 'bearbeitet',
  select: 'Auswählen',
  badge: {
    queued: 'noch nicht synchron',
    uploading: 'wird gesendet',
    only_here: 'nur auf diesem Gerät',
    needs_you: 'braucht dich',
    edit_pending: 'Änderung noch nicht synchron',
    excluded: 'nach deiner Wahl ausgelassen',
  },
  zoom: 'Wie nah',
  zooms: { years: 'Jahre', months: 'Monate', days: 'Tage', all: 'Alle' },
  noDate: 'Ohne Datum',
  dayAt: (day, places, isMore) => `${day} · ${places.join(', ')}${isMore ? ' und mehr' : ''}`,
}
