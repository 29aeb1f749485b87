import type { AssetId, SpaceOffer } from '@rollcall/protocol'
import { useState } from 'react'
import type { CellPhoto, LibraryClient } from '../../engine/library-client.ts'
import { Button } from '../../parts/button.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { useAnswer } from '../../shell/use-answer.ts'
import { usePerform } from '../../shell/use-deeds.ts'
import { useClientState, useLibrary } from '../../shell/use-library.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import type { EarlierEdit } from './earlier-edits.ts'
import { earlierEditsIn, keptIntent } from './earlier-edits.ts'
import styles from './storage-page.module.css'

/** Photos whose edits are listed at once, those with the largest first; when they are let go of, the next are offered. */
const LISTED_MAX = 100

type ListedEdit = EarlierEdit & { readonly photo: CellPhoto }

/** Earlier edits to let go of, each by itself: the photo and how it looks stay as they are. */
export function EditsSheet({ offer, onClose }: { readonly offer: SpaceOffer; readonly onClose: () => void }) {
  const { words, formats } = useSpeech()
  const { storage } = words
  const library = useLibrary()
  const { generation } = useClientState()
  const perform = usePerform()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const listed = offer.assetIds.slice(0, LISTED_MAX)
  const { value } = useAnswer(() => listEdits(library, listed), generation, listed.join(' '))
  const edits = (value ?? []).filter(({ file }) => chosen.has(file.sha256))
  const count = formats.count(edits.length)
  const toggle = (sha256: string) => {
    const next = new Set(chosen)
    if (!next.delete(sha256)) next.add(sha256)
    setChosen(next)
  }
  const letGo = async () => {
    const intents = edits.map(({ assetId, file }) => keptIntent(assetId, file.sha256, false))
    if (await perform(intents, storage.editsLetGone(count))) onClose()
  }
  return (
    <Sheet
      title={storage.offerNames.old_versions(formats.count(offer.items))}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{words.parts.cancel}</Button>
          <Button look="danger" isDisabled={edits.length === 0} onPress={() => void letGo()}>
            {storage.editsLetGo(count)}
          </Button>
        </>
      }
    >
      <p>{storage.editsWhat(formats.bytes(offer.bytes))}</p>
      <ul className={styles.choose}>
        {(value ?? []).map(({ file, photo }) => (
          <li key={file.sha256}>
            <label>
              <input
                type="checkbox"
                aria-label={storage.choose(file.name, formats.bytes(file.bytes))}
                checked={chosen.has(file.sha256)}
                onChange={() => toggle(file.sha256)}
              />
              {photo.small === null ? <span className={styles.blank} /> : <img src={photo.small} alt="" />}
              <span>{file.name}</span>
              <span className={styles.quiet}>{formats.bytes(file.bytes)}</span>
            </label>
          </li>
        ))}
      </ul>
    </Sheet>
  )
}

async function listEdits(
  library: Pick<LibraryClient, 'timeline' | 'cells' | 'asset'>,
  assetIds: readonly AssetId[],
): Promise<readonly ListedEdit[]> {
  const { handles } = await library.timeline({ kind: 'assets', assetIds })
  const photos = (await library.cells(handles)).filter((photo) => photo !== null)
  const photoById = new Map(photos.map((photo) => [photo.assetId, photo]))
  const assets = (await Promise.all(photos.map(({ assetId }) => library.asset(assetId)))).filter(
    (asset) => asset !== null,
  )
  return earlierEditsIn(assets).flatMap((edit) => {
    const photo = photoById.get(edit.assetId)
    return photo === undefined ? [] : [{ ...edit, photo }]
  })
}
