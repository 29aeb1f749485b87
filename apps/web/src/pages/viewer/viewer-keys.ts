/** What is done with a photo that is looked at. */
export type ViewerDeed =
  | 'newer'
  | 'older'
  | 'favourite'
  | 'hide'
  | 'trash'
  | 'restore'
  | 'album'
  | 'download'
  | 'edit'
  | 'info'
  | 'sync'
  | 'search'

const DEED_BY_KEY: Readonly<Record<string, ViewerDeed>> = {
  ArrowLeft: 'newer',
  ArrowRight: 'older',
  f: 'favourite',
  h: 'hide',
  a: 'album',
  e: 'edit',
  i: 'info',
  s: 'sync',
  '/': 'search',
  Delete: 'trash',
}

/** What a key does in the viewer; null for none. */
export function viewerDeedOf(press: {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
}): ViewerDeed | null {
  return press.ctrlKey || press.metaKey || press.altKey ? null : (DEED_BY_KEY[press.key] ?? null)
}
