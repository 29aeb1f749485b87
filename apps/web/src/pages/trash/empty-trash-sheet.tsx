import type { AssetId, Intent } from '@rollcall/protocol'
import type { LibraryClient } from '../../engine/library-client.ts'
import { photosOf } from '../../grid-view/photo-ids.ts'
import { Button } from '../../parts/button.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { PhotoStrip } from '../../shell/photo-strip.tsx'
import { useAnswer } from '../../shell/use-answer.ts'
import { usePerform } from '../../shell/use-deeds.ts'
import { useClientState, useLibrary } from '../../shell/use-library.tsx'
import { useSpeech } from '../../words/use-words.tsx'

/** Photos that are deleted for good at a time; the rest by another press. */
const AT_ONCE_MAX = 10_000

/** Asks before the whole trash is deleted for good, and shows what goes. `bytes`: what that frees; null where nobody reckoned. */
export function EmptyTrashSheet({
  isOpen,
  bytes,
  onClose,
}: {
  readonly isOpen: boolean
  readonly bytes: number | null
  readonly onClose: () => void
}) {
  const { words, formats } = useSpeech()
  const library = useLibrary()
  const { generation } = useClientState()
  const { value } = useAnswer(() => idsInTrash(library), isOpen ? generation : null)
  const ids = value ?? []
  const what =
    bytes === null
      ? words.trash.forGoodWhat(formats.count(ids.length))
      : words.storage.emptyWhat(formats.count(ids.length), formats.bytes(bytes))
  return (
    <ForGoodSheet
      title={words.storage.emptyTitle}
      what={what}
      assetIds={isOpen ? ids : null}
      onClose={onClose}
    />
  )
}

/** Asks before photos of the trash are deleted for good. `assetIds` null: closed. */
export function ForGoodSheet({
  title,
  what,
  assetIds,
  onClose,
}: {
  readonly title: string
  readonly what: string
  readonly assetIds: readonly AssetId[] | null
  readonly onClose: (isDone: boolean) => void
}) {
  const { words, formats } = useSpeech()
  const perform = usePerform()
  const remove = async () => {
    const intents = (assetIds ?? []).map((assetId): Intent => ({ op: 'deleteForGood', args: { assetId } }))
    const isDone = await perform(intents, words.trash.forGoodDone(formats.count(intents.length)))
    onClose(isDone)
  }
  return (
    <Sheet
      title={title}
      isOpen={assetIds !== null}
      role="alertdialog"
      onClose={() => onClose(false)}
      actions={
        <>
          <Button onPress={() => onClose(false)}>{words.parts.cancel}</Button>
          <Button look="danger" isDisabled={(assetIds ?? []).length === 0} onPress={() => void remove()}>
            {words.trash.forGood}
          </Button>
        </>
      }
    >
      <p>{what}</p>
      <PhotoStrip assetIds={assetIds ?? []} shownMax={12} />
    </Sheet>
  )
}

async function idsInTrash(library: Pick<LibraryClient, 'timeline' | 'cells'>): Promise<readonly AssetId[]> {
  const { handles } = await library.timeline({ kind: 'trash' })
  const photos = await photosOf(library, handles.slice(0, AT_ONCE_MAX))
  return photos.map(({ assetId }) => assetId)
}
