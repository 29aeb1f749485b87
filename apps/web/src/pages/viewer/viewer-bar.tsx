import type { Asset } from '@rollcall/protocol'
import {
  ArchiveRestore,
  ArrowLeft,
  Ellipsis,
  FolderPlus,
  Heart,
  Info,
  SlidersHorizontal,
  Trash2,
} from 'lucide-react'
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu'
import { Popover } from 'react-aria-components/Popover'
import type { CellPhoto } from '../../engine/library-client.ts'
import { Button } from '../../parts/button.tsx'
import menuStyles from '../../parts/menu-button.module.css'
import { useSpeech } from '../../words/use-words.tsx'
import { downloadFrom } from '../library/download-originals.ts'
import { previewOf } from './picture-addresses.ts'
import type { ViewerDeed } from './viewer-keys.ts'
import styles from './viewer.module.css'

/** The bar over a photo. */
export interface ViewerBarProps {
  readonly photo: CellPhoto
  readonly asset: Asset | null
  readonly isInfoOpen: boolean
  readonly act: Readonly<Record<ViewerDeed, () => void>>
  readonly onClose: () => void
}

/** See {@link ViewerBarProps}. */
export function ViewerBar({ photo, asset, isInfoOpen, act, onClose }: ViewerBarProps) {
  const { words, formats } = useSpeech()
  const { library, viewer } = words
  const isTrashed = asset?.state === 'trashed'
  const localMs = photo.takenAt + (photo.offsetMinutes ?? 0) * 60_000
  return (
    <header className={styles.bar}>
      <Button look="quiet" isSquare aria-label={words.parts.back} onPress={onClose}>
        <ArrowLeft size={22} aria-hidden />
      </Button>
      <span className={styles.when}>{formats.moment(localMs)}</span>
      <Button
        look="quiet"
        isSquare
        aria-label={photo.isFavourite ? library.unfavourite : library.favourite}
        onPress={act.favourite}
      >
        <Heart size={20} aria-hidden fill={photo.isFavourite ? 'currentColor' : 'none'} />
      </Button>
      {photo.kind === 'photo' && !isTrashed ? (
        <Button look="quiet" isSquare aria-label={viewer.editPhoto} onPress={act.edit}>
          <SlidersHorizontal size={20} aria-hidden />
        </Button>
      ) : null}
      <Button look="quiet" isSquare aria-label={viewer.info} aria-expanded={isInfoOpen} onPress={act.info}>
        <Info size={20} aria-hidden />
      </Button>
      <span className={styles.wide}>
        <Button look="quiet" isSquare aria-label={library.album} onPress={act.album}>
          <FolderPlus size={20} aria-hidden />
        </Button>
      </span>
      {isTrashed ? (
        <Button look="quiet" isSquare aria-label={library.restore} onPress={act.restore}>
          <ArchiveRestore size={20} aria-hidden />
        </Button>
      ) : (
        <Button look="quiet" isSquare aria-label={library.trash} onPress={act.trash}>
          <Trash2 size={20} aria-hidden />
        </Button>
      )}
      <MoreMenu photo={photo} asset={asset} act={act} />
    </header>
  )
}

function MoreMenu({ photo, asset, act }: Pick<ViewerBarProps, 'photo' | 'asset' | 'act'>) {
  const { words } = useSpeech()
  const { library, viewer } = words
  const preview = previewOf(photo)
  const choice = menuStyles.choice ?? ''
  return (
    <MenuTrigger>
      <Button look="quiet" isSquare aria-label={words.parts.more}>
        <Ellipsis size={20} aria-hidden />
      </Button>
      <Popover className={`${menuStyles.popover} dark`}>
        <Menu className={menuStyles.menu ?? ''}>
          <MenuItem className={choice} onAction={act.download}>
            {viewer.downloadOriginal}
          </MenuItem>
          {preview === null || photo.kind === 'video' ? null : (
            <MenuItem className={choice} onAction={() => downloadFrom(preview, jpegName(photo.name))}>
              {viewer.downloadCompatible}
            </MenuItem>
          )}
          <MenuItem className={choice} onAction={act.album}>
            {library.album}
          </MenuItem>
          <MenuItem className={choice} onAction={act.hide}>
            {asset?.hidden === true ? viewer.show : library.hide}
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}

function jpegName(name: string): string {
  return `${name.replace(/\.[^.]*$/, '')}.jpg`
}
