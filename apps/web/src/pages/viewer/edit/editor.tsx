import type { Asset, Recipe } from '@rollcall/protocol'
import { recipeSchema } from '@rollcall/protocol'
import { X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Button } from '../../../parts/button.tsx'
import { usePerform } from '../../../shell/use-deeds.ts'
import { useClientState } from '../../../shell/use-library.tsx'
import { useSpeech } from '../../../words/use-words.tsx'
import { unedited } from '../picture-addresses.ts'
import { CropFrame } from './crop-frame.tsx'
import { CropTools } from './crop-tools.tsx'
import { ColourTools } from './colour-tools.tsx'
import { UNCUT, withPart } from './draft-recipe.ts'
import styles from './editor.module.css'
import type { Paintable } from './paint-recipe.ts'
import { paintRecipe } from './paint-recipe.ts'
import { usePicture } from './use-picture.ts'

/** The editor of a photo: a recipe is worked on, seen at once, and kept as a version. The original is never touched. */
export interface EditorProps {
  readonly asset: Asset
  readonly onClose: () => void
}

type Tab = 'crop' | 'light' | 'colour' | 'filter'

const TABS: readonly Tab[] = ['crop', 'light', 'colour', 'filter']

/** See {@link EditorProps}. */
export function Editor({ asset, onClose }: EditorProps) {
  const { words } = useSpeech()
  const { edit } = words.viewer
  const perform = usePerform()
  const { identity } = useClientState()
  const libraryId = identity?.libraries[0]?.libraryId ?? null
  const [recipe, setRecipe] = useState<Recipe>(() => asset.version?.recipe ?? {})
  const [tab, setTab] = useState<Tab>('crop')
  const [isComparing, setComparing] = useState(false)
  const { picture, isLost } = usePicture(libraryId === null ? null : unedited(asset, libraryId))
  const keep = async (next: Recipe, sha256: Asset['primarySha256'] | null, text: string) => {
    const parsed = recipeSchema.parse(next)
    const args = { assetId: asset.id, recipe: Object.keys(parsed).length === 0 ? null : parsed, sha256 }
    if (await perform([{ op: 'setVersion', args }], text)) onClose()
  }
  const isChanged = JSON.stringify(recipe) !== JSON.stringify(asset.version?.recipe ?? {})
  const isEdited =
    asset.version !== undefined && (asset.version.recipe !== null || asset.version.sha256 !== null)
  return (
    <section
      className={styles.editor}
      aria-label={edit.title}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation() // of the photo, not out of the viewer
        onClose()
      }}
    >
      <header className={styles.bar}>
        <Button look="quiet" isSquare aria-label={words.parts.cancel} onPress={onClose} autoFocus>
          <X size={22} aria-hidden />
        </Button>
        <h2>{edit.title}</h2>
        {isEdited ? (
          <Button look="quiet" onPress={() => void keep({}, null, edit.reverted)}>
            {edit.revert}
          </Button>
        ) : null}
        <Button
          look="main"
          isDisabled={!isChanged || picture === null}
          onPress={() => void keep(recipe, asset.version?.sha256 ?? null, edit.saved)}
        >
          {edit.done}
        </Button>
      </header>
      <div className={styles.stage}>
        {picture === null ? (
          <p role="status">{isLost ? edit.notHere : edit.loading}</p>
        ) : (
          <Preview
            picture={picture}
            recipe={isComparing ? {} : recipe}
            isCropping={tab === 'crop' && !isComparing}
            onCrop={(part) => setRecipe(withPart(recipe, part))}
          />
        )}
      </div>
      <footer className={styles.tools}>
        <TabBar tab={tab} onChange={setTab} onCompare={setComparing} />
        {tab === 'crop' ? <CropTools recipe={recipe} picture={picture} onChange={setRecipe} /> : null}
        {tab === 'crop' ? null : <ColourTools kind={tab} recipe={recipe} onChange={setRecipe} />}
      </footer>
    </section>
  )
}

function TabBar({
  tab,
  onChange,
  onCompare,
}: {
  readonly tab: Tab
  readonly onChange: (tab: Tab) => void
  readonly onCompare: (isComparing: boolean) => void
}) {
  const { words } = useSpeech()
  const { edit } = words.viewer
  return (
    <div className={styles.tabs}>
      {TABS.map((each) => (
        <button key={each} type="button" aria-pressed={tab === each} onClick={() => onChange(each)}>
          {edit[each]}
        </button>
      ))}
      <Button look="quiet" onPressStart={() => onCompare(true)} onPressEnd={() => onCompare(false)}>
        {edit.compare}
      </Button>
    </div>
  )
}

interface PreviewProps {
  readonly picture: Paintable
  readonly recipe: Recipe
  readonly isCropping: boolean
  readonly onCrop: (part: typeof UNCUT) => void
}

/** What the recipe makes of the picture; while it is cut, the whole of it with a frame over it. */
function Preview({ picture, recipe, isCropping, onCrop }: PreviewProps) {
  const { words } = useSpeech()
  const canvas = useRef<HTMLCanvasElement>(null)
  const shown = isCropping ? withPart(recipe, UNCUT) : recipe
  const key = JSON.stringify(shown)
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      if (canvas.current !== null) paintRecipe(canvas.current, picture, recipeSchema.parse(JSON.parse(key)))
    })
    return () => cancelAnimationFrame(frame)
  }, [picture, key])
  return (
    <div className={styles.sheet}>
      <canvas ref={canvas} className={styles.canvas} role="img" aria-label={words.viewer.edit.picture} />
      {isCropping ? (
        <CropFrame canvas={canvas} part={recipe.crop ?? UNCUT} shapeKey={key} onChange={onCrop} />
      ) : null}
    </div>
  )
}
