import type { Album, AssetId, Intent } from '@rollcall/protocol'
import { useLocation } from 'wouter'
import type { CellPhoto } from '../../engine/library-client.ts'
import { photosOf } from '../../grid-view/photo-ids.ts'
import { Button } from '../../parts/button.tsx'
import { Choice } from '../../parts/choice.tsx'
import { Empty } from '../../parts/empty.tsx'
import { usePerform } from '../../shell/use-deeds.ts'
import { useLibrary } from '../../shell/use-library.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import { PhotosView } from '../library/photos-view.tsx'
import type { PlaceStep } from './album-tree.ts'
import { placeIntents } from './album-tree.ts'
import styles from './albums-page.module.css'

const STEPS: readonly PlaceStep[] = ['start', 'earlier', 'later', 'end']

/** The photos of an album or a saved search, and what can be done to them in it. */
export function AlbumPhotos({ album }: { readonly album: Album }) {
  const isSmart = album.type === 'smart'
  return (
    <>
      {isSmart ? <p className={styles.quiet}>{album.search}</p> : <SortChoice album={album} />}
      <PhotosView
        query={{ kind: 'album', albumId: album.key }}
        isFlat={!isSmart && album.sort !== 'newest'}
        label={album.name}
        empty={<EmptyAlbum isSmart={isSmart} />}
        deeds={(selected, clear) =>
          isSmart ? null : <EntryDeeds album={album} selected={selected} clear={clear} />
        }
      />
    </>
  )
}

function EmptyAlbum({ isSmart }: { readonly isSmart: boolean }) {
  const { words } = useSpeech()
  const [, go] = useLocation()
  return (
    <Empty
      title={isSmart ? words.albums.emptySearch : words.albums.empty}
      words={isSmart ? words.albums.emptySearchHow : words.albums.emptyHow}
    >
      <Button onPress={() => go('/')}>{words.albums.toLibrary}</Button>
    </Empty>
  )
}

function SortChoice({ album }: { readonly album: Album }) {
  const { words } = useSpeech()
  const perform = usePerform()
  const { sorts } = words.albums
  return (
    <div className={styles.bar}>
      <Choice
        label={words.albums.sort}
        value={album.sort}
        options={[
          ['manual', sorts.manual],
          ['oldest', sorts.oldest],
          ['newest', sorts.newest],
        ]}
        onChange={(value) =>
          void perform([{ op: 'setAlbumSort', args: { albumId: album.key, value } }], words.albums.sorted)
        }
      />
    </div>
  )
}

interface EntryDeedsProps {
  readonly album: Album
  readonly selected: () => Promise<readonly CellPhoto[]>
  readonly clear: () => void
}

/** Taking photos out of an album, choosing its cover, and moving photos within its own order. */
function EntryDeeds({ album, selected, clear }: EntryDeedsProps) {
  const { words, formats } = useSpeech()
  const library = useLibrary()
  const perform = usePerform()
  const albumId = album.key
  const ids = async (): Promise<readonly AssetId[]> => (await selected()).map(({ assetId }) => assetId)
  const takeOut = async () => {
    const chosen = await ids()
    const intents = chosen.map((assetId): Intent => ({ op: 'removeEntry', args: { albumId, assetId } }))
    if (await perform(intents, words.albums.takenOut(formats.count(chosen.length)))) clear()
  }
  const cover = async () => {
    const [first] = await ids()
    if (first !== undefined)
      void perform([{ op: 'setAlbumCover', args: { albumId, value: first } }], words.albums.covered)
  }
  const place = async (step: PlaceStep) => {
    const { handles } = await library.timeline({ kind: 'album', albumId })
    const order = (await photosOf(library, handles)).map(({ assetId }) => assetId)
    const intents = placeIntents(albumId, order, await ids(), step)
    if (intents.length > 0) void perform(intents, words.albums.placed)
  }
  return (
    <>
      {album.sort === 'manual'
        ? STEPS.map((step) => (
            <Button key={step} look="quiet" onPress={() => void place(step)}>
              {words.albums.places[step]}
            </Button>
          ))
        : null}
      <Button look="quiet" onPress={() => void cover()}>
        {words.albums.cover}
      </Button>
      <Button look="quiet" onPress={() => void takeOut()}>
        {words.albums.takeOut}
      </Button>
    </>
  )
}
