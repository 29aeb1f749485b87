import type { Asset, AssetId } from '@rollcall/protocol'
import { useState } from 'react'
import type { LibraryClient } from '../../engine/library-client.ts'
import { photosOf } from '../../grid-view/photo-ids.ts'
import { Button } from '../../parts/button.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Page } from '../../shell/page.tsx'
import { useAnswer } from '../../shell/use-answer.ts'
import { useDeviceReports } from '../../shell/use-device-reports.tsx'
import { useClientState, useLibrary } from '../../shell/use-library.tsx'
import { useServer } from '../../shell/use-server.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import { PhotosView } from '../library/photos-view.tsx'
import { daysLeftOf } from './days-left.ts'
import { EmptyTrashSheet, ForGoodSheet } from './empty-trash-sheet.tsx'
import styles from './trash-page.module.css'

/** Photos whose days are counted; beyond, only these are told of. */
const COUNTED_MAX = 500

/** Groups of days that are told. */
const GROUPS_MAX = 6

/** Recently deleted: what can be restored, for how long, and what is deleted for good. */
export function TrashPage() {
  const { words } = useSpeech()
  const [isEmptying, setEmptying] = useState(false)
  const [chosen, setChosen] = useState<readonly AssetId[] | null>(null)
  const { formats } = useSpeech()
  const count = formats.count(chosen?.length ?? 0)
  return (
    <Page
      title={words.trash.title}
      width="whole"
      actions={<Button onPress={() => setEmptying(true)}>{words.trash.emptyNow}</Button>}
    >
      <DaysLeftLine />
      <PhotosView
        query={{ kind: 'trash' }}
        label={words.trash.title}
        empty={<Empty title={words.trash.empty} words={words.trash.emptyHow} />}
        deeds={(selected) => (
          <Button
            look="quiet"
            onPress={() => void selected().then((photos) => setChosen(photos.map(({ assetId }) => assetId)))}
          >
            {words.trash.forGood}
          </Button>
        )}
      />
      <ForGoodSheet
        title={words.trash.forGoodTitle(count)}
        what={words.trash.forGoodWhat(count)}
        assetIds={chosen}
        onClose={() => setChosen(null)}
      />
      <EmptyTrashSheet isOpen={isEmptying} bytes={null} onClose={() => setEmptying(false)} />
    </Page>
  )
}

function DaysLeftLine() {
  const { words, formats } = useSpeech()
  const library = useLibrary()
  const { clock } = useServer()
  const { generation } = useClientState()
  const { known } = useDeviceReports()
  const { value } = useAnswer(() => firstInTrash(library), generation)
  const left = daysLeftOf(value ?? [], known?.now ?? clock.now())
  const [first] = left
  if (first === undefined) return null
  return (
    <div className={styles.bar}>
      <p>{words.trash.next(formats.count(first.days), first.days)}</p>
      <ul className={styles.left} aria-label={words.trash.leftTitle}>
        {left.slice(0, GROUPS_MAX).map(({ days, count }) => (
          <li key={days}>{words.trash.left(formats.count(count), formats.count(days), days)}</li>
        ))}
      </ul>
    </div>
  )
}

async function firstInTrash(
  library: Pick<LibraryClient, 'timeline' | 'cells' | 'asset'>,
): Promise<readonly Asset[]> {
  const { handles } = await library.timeline({ kind: 'trash' })
  const photos = await photosOf(library, handles.slice(0, COUNTED_MAX))
  const assets = await Promise.all(photos.map(({ assetId }) => library.asset(assetId)))
  return assets.flatMap((asset) => asset ?? [])
}
