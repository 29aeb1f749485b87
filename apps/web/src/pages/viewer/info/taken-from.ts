import type { Words } from '../../../words/en.ts'

type TakenFrom = keyof Words['viewer']['takenFromWords']

/** Sources of a date, by what they begin with; the first that fits. */
const SOURCES: readonly (readonly [string, TakenFrom])[] = [
  ['exif_', 'camera'],
  ['xmp_', 'program'],
  ['iptc_', 'program'],
  ['png_', 'program'],
  ['gps_', 'satellites'],
  ['quicktime_', 'video'],
  ['container_', 'video'],
  ['file_name', 'fileName'],
  ['file_time', 'fileTime'],
]

/** What a date rests on: a person's word, or what the files say. Null for a source that a newer server names. */
export function takenFromOf(source: string, isByPerson: boolean): TakenFrom | null {
  if (isByPerson) return 'person'
  return SOURCES.find(([begin]) => source.startsWith(begin))?.[1] ?? null
}
