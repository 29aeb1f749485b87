import type { Asset } from '@rollcall/protocol'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { lazy, Suspense, useEffect, useEffectEvent, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import type { CellPhoto } from '../../engine/library-client.ts'
import { Button } from '../../parts/button.tsx'
import { SyncPanel } from '../../shell/sync-panel.tsx'
import { useSyncStatus } from '../../shell/use-sync-status.ts'
import { useClientState } from '../../shell/use-library.tsx'
import { useKeyboard } from '../../shell/use-shortcuts.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import { AlbumSheet } from '../library/album-sheet.tsx'
import { usePhotoDeeds } from '../library/use-photo-deeds.ts'
import { Film } from './film.tsx'
import { InfoPanel } from './info/info-panel.tsx'
import { closeUpOf, filmOf, motionOf, previewOf } from './picture-addresses.ts'
import { Picture } from './picture.tsx'
import { viewerDeedOf } from './viewer-keys.ts'
import type { ViewerDeed } from './viewer-keys.ts'
import { ViewerBar } from './viewer-bar.tsx'
import styles from './viewer.module.css'

const Editor = lazy(async () => ({ default: (await import('./edit/editor.tsx')).Editor }))

/** A photo that is looked at, and what can be done with it. `asset` null: it is on its way here. */
export interface PhotoViewProps {
  readonly photo: CellPhoto
  readonly asset: Asset | null
  readonly newer: CellPhoto | null
  readonly older: CellPhoto | null
  readonly onStep: (to: CellPhoto | null) => void
  readonly onClose: () => void
}

/** Where this browser keeps whether what is known of photos stands beside them. */
const INFO_KEY = 'rollcall.info'

/** See {@link PhotoViewProps}. */
export function PhotoView(props: PhotoViewProps) {
  const { photo, asset, newer, older, onStep, onClose } = props
  const { words } = useSpeech()
  const deeds = usePhotoDeeds()
  const [, go] = useLocation()
  const [isInfoOpen, setInfoOpen] = useState(() => localStorage.getItem(INFO_KEY) === 'open')
  const [isEditing, setEditing] = useState(false)
  const [forAlbum, setForAlbum] = useState<readonly CellPhoto[] | null>(null)
  const leave = () => (older === null && newer === null ? onClose() : onStep(older ?? newer))
  const [isSyncOpen, setSyncOpen] = useState(false)
  const status = useSyncStatus()
  const act: Readonly<Record<ViewerDeed, () => void>> = {
    newer: () => onStep(newer),
    older: () => onStep(older),
    favourite: () => void deeds.favourite([photo]),
    hide: () => void deeds.hide([photo], asset?.hidden !== true).then((isDone) => isDone && leave()),
    trash: () => void deeds.trash([photo]).then((isDone) => isDone && leave()),
    restore: () => void deeds.restore([photo]).then((isDone) => isDone && leave()),
    album: () => setForAlbum([photo]),
    download: () => void deeds.download([photo]),
    edit: () => setEditing(asset !== null && asset.kind === 'photo' && asset.state === 'live'),
    sync: () => setSyncOpen(true),
    search: () => go('/search', { state: { isSearching: true } }),
    info: () => {
      localStorage.setItem(INFO_KEY, isInfoOpen ? 'closed' : 'open')
      setInfoOpen(!isInfoOpen)
    },
  }
  useViewerKeys(act, !isEditing)
  const viewer = useRef<HTMLDivElement>(null)
  const wasEditing = useRef(false)
  useEffect(() => {
    // What had the focus went with the editor, and keys go to what has it.
    if (wasEditing.current && !isEditing) viewer.current?.focus()
    wasEditing.current = isEditing
  }, [isEditing])
  if (isEditing && asset !== null) {
    return (
      <Suspense fallback={<p className={styles.wait}>{words.parts.loading}</p>}>
        <Editor asset={asset} onClose={() => setEditing(false)} />
      </Suspense>
    )
  }
  return (
    <div ref={viewer} tabIndex={-1} className={styles.viewer} data-viewer data-info={isInfoOpen || undefined}>
      <ViewerBar photo={photo} asset={asset} isInfoOpen={isInfoOpen} act={act} onClose={onClose} />
      <div className={styles.stage}>
        <Stage key={photo.assetId} photo={photo} asset={asset} act={act} onClose={onClose} />
        {newer === null ? null : <StepButton side="start" label={words.viewer.newer} onPress={act.newer} />}
        {older === null ? null : <StepButton side="end" label={words.viewer.older} onPress={act.older} />}
      </div>
      {isInfoOpen && asset !== null ? (
        <InfoPanel key={asset.id} asset={asset} photo={photo} onClose={act.info} />
      ) : null}
      <AlbumSheet photos={forAlbum} onClose={() => setForAlbum(null)} />
      {isSyncOpen ? <SyncPanel status={status} onClose={() => setSyncOpen(false)} /> : null}
    </div>
  )
}

function useViewerKeys(act: Readonly<Record<ViewerDeed, () => void>>, isOn: boolean): void {
  const keyboard = useKeyboard()
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (isTypingWithin(event.target)) return
    const deed = viewerDeedOf(event)
    if (!isOn || deed === null || (event.key.length === 1 && !keyboard.isOn)) return
    event.preventDefault()
    act[deed]()
  })
  useEffect(() => {
    const control = new AbortController()
    addEventListener('keydown', (event) => onKey(event), { signal: control.signal })
    return () => control.abort()
  }, [])
}

/** The viewer is a dialog itself: only a sheet or a menu over it, or a line to type into, takes keys from it. */
function isTypingWithin(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false
  if (target.closest('input, textarea, select, video, [role=slider], [role=menu]') !== null) return true
  return target !== document.body && target.closest('[data-photo-dialog]') === null
}

function Stage({
  photo,
  asset,
  act,
  onClose,
}: Pick<PhotoViewProps, 'photo' | 'asset' | 'onClose'> & {
  readonly act: Readonly<Record<ViewerDeed, () => void>>
}) {
  const { identity } = useClientState()
  const { words } = useSpeech()
  const libraryId = identity?.libraries[0]?.libraryId ?? null
  const preview = previewOf(photo)
  const film = asset !== null && libraryId !== null ? filmOf(asset, libraryId) : null
  if (photo.kind === 'video') return <Film address={film} poster={preview} label={photo.name} />
  if (preview === null) {
    return (
      <div className={styles.none}>
        <p>{words.viewer.notShown}</p>
        <p>{words.viewer.notShownHow}</p>
        <Button onPress={act.download}>{words.viewer.downloadOriginal}</Button>
      </div>
    )
  }
  return (
    <Picture
      address={preview}
      before={photo.medium ?? photo.small}
      closeUp={asset === null || libraryId === null ? null : closeUpOf(asset, libraryId)}
      motion={asset === null || libraryId === null ? null : motionOf(asset, libraryId)}
      label={photo.name}
      onNewer={act.newer}
      onOlder={act.older}
      onClose={onClose}
    />
  )
}

function StepButton({
  side,
  label,
  onPress,
}: {
  readonly side: 'start' | 'end'
  readonly label: string
  readonly onPress: () => void
}) {
  const Icon = side === 'start' ? ChevronLeft : ChevronRight
  return (
    <div className={side === 'start' ? styles.toNewer : styles.toOlder}>
      <Button look="quiet" isSquare aria-label={label} onPress={onPress}>
        <Icon size={28} aria-hidden />
      </Button>
    </div>
  )
}
