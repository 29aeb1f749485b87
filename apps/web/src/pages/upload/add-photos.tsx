import { Plus } from 'lucide-react'
import { useRef } from 'react'
import { MenuButton } from '../../parts/menu-button.tsx'
import { useLibrary } from '../../shell/use-library.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import styles from './add-photos.module.css'

/** The button of a page's bar that adds photos: single ones, or a folder with all that is in it. */
export function AddPhotos() {
  const { words } = useSpeech()
  const photos = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement>(null)
  return (
    <>
      <MenuButton
        label={words.upload.addPhotos}
        side="end"
        options={[
          ['photos', words.upload.choosePhotos],
          ['folder', words.upload.chooseFolder],
        ]}
        onChoose={(what: 'photos' | 'folder') => (what === 'folder' ? folder : photos).current?.click()}
      >
        <Plus size={18} aria-hidden />
        <span className={styles.word}>{words.upload.add}</span>
      </MenuButton>
      <Picker input={photos} name="photos" />
      <Picker input={folder} name="folder" isFolder />
    </>
  )
}

function Picker({
  input,
  name,
  isFolder = false,
}: {
  readonly input: React.RefObject<HTMLInputElement | null>
  readonly name: string
  readonly isFolder?: boolean
}) {
  const library = useLibrary()
  return (
    <input
      ref={input}
      type="file"
      hidden
      multiple
      data-picks={name}
      {...(isFolder ? { webkitdirectory: '' } : {})}
      onChange={({ currentTarget }) => {
        const files = [...(currentTarget.files ?? [])]
        if (files.length > 0) library.upload(files)
        currentTarget.value = '' // so that the same file can be chosen again
      }}
    />
  )
}
