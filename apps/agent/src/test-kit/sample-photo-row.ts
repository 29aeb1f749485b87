import type { Asset, Media } from '@rollcall/protocol'

/** A photo of a library as a feed tells it, `IMG_<mark>.jpg`, taken on that day of June 2019. */
export function samplePhotoRow(
  mark: number,
  changes: Partial<Asset> = {},
  media: Partial<Media> = {},
): Asset {
  const sha256 = mark.toString(16).padStart(64, '0')
  const resource = { role: 'still', sha256, bytes: mark * 1_000, name: `IMG_${mark}.jpg`, mime: 'image/jpeg' }
  return {
    id: mark.toString(16).padStart(8, '0').repeat(4),
    ...{ no: mark, seq: mark, kind: 'photo', primarySha256: sha256, favourite: false, caption: '' },
    ...{ takenAt: Date.UTC(2019, 5, mark), takenFrom: 'file_time', edits: {} },
    ...{ state: 'live', trashedAt: null, trashedBy: null },
    resources: [{ ...resource, modifiedAt: 0, state: 'present' }],
    media: { width: mark * 100, height: mark * 100, durationMs: null, subtypes: [], place: null, ...media },
    ...changes,
  } as unknown as Asset
}
