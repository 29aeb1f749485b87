import type { AlbumId } from '@rollcall/protocol'
import { useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { Toggle } from '../../parts/toggle.tsx'
import { useAnswer } from '../../shell/use-answer.ts'
import { useClientState, useLibrary } from '../../shell/use-library.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import styles from './sync-page.module.css'

/** Albums whose originals stay on a device, and the sheet in which they are chosen. */
export function PinnedAlbums({
  pinned,
  onChange,
}: {
  readonly pinned: readonly AlbumId[]
  readonly onChange: (pinned: AlbumId[]) => void
}) {
  const { words, formats } = useSpeech()
  const library = useLibrary()
  const { generation } = useClientState()
  const [chosen, setChosen] = useState<readonly AlbumId[] | null>(null)
  const { value } = useAnswer(() => library.albums(), chosen === null ? null : generation)
  const albums = (value ?? []).filter(({ type, state }) => type === 'album' && state === 'live')
  const toggle = (id: AlbumId, isOn: boolean) =>
    setChosen((now) => {
      const others = (now ?? []).filter((each) => each !== id)
      return isOn ? [...others, id] : others
    })
  return (
    <div className={styles.row}>
      <span>
        {words.sync.settingNames.pinnedAlbums}:{' '}
        {words.sync.pinned(formats.count(pinned.length), pinned.length)}
      </span>
      <Button onPress={() => setChosen(pinned)}>{words.sync.choosePinned}</Button>
      <Sheet
        title={words.sync.settingNames.pinnedAlbums}
        isOpen={chosen !== null}
        onClose={() => setChosen(null)}
        actions={
          <Button
            look="main"
            onPress={() => {
              onChange([...(chosen ?? [])])
              setChosen(null)
            }}
          >
            {words.sync.apply}
          </Button>
        }
      >
        {value !== null && albums.length === 0 ? <p>{words.albums.none}</p> : null}
        {albums.map(({ key, name }) => (
          <Toggle key={key} isOn={chosen?.includes(key) ?? false} onChange={(isOn) => toggle(key, isOn)}>
            {name}
          </Toggle>
        ))}
      </Sheet>
    </div>
  )
}
