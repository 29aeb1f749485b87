import type { AssetId } from '@rollcall/protocol'
import { KEYWORD_MAX, keywordSchema } from '@rollcall/protocol'
import { X } from 'lucide-react'
import { useState } from 'react'
import { usePerform } from '../../../shell/use-deeds.ts'
import { useSpeech } from '../../../words/use-words.tsx'
import styles from './info-panel.module.css'

/** The keywords of a photo, each with a way to take it off, and a line for one more. */
export function Keywords({
  assetId,
  keywords,
}: {
  readonly assetId: AssetId
  readonly keywords: readonly string[]
}) {
  const { words } = useSpeech()
  const perform = usePerform()
  const [draft, setDraft] = useState('')
  const set = (keyword: string, isOn: boolean) =>
    perform([{ op: 'setKeyword', args: { assetId, keyword, isOn } }], words.viewer.saved)
  const add = async () => {
    const keyword = keywordSchema.safeParse(draft.trim())
    if (keyword.success && (await set(keyword.data, true))) setDraft('')
  }
  return (
    <div className={styles.keywords}>
      {keywords.length === 0 ? null : (
        <ul aria-label={words.viewer.keywords}>
          {keywords.map((keyword) => (
            <li key={keyword}>
              {keyword}
              <button
                type="button"
                aria-label={words.viewer.keywordRemove(keyword)}
                onClick={() => void set(keyword, false)}
              >
                <X size={16} aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void add()
        }}
      >
        <input
          className={styles.text}
          aria-label={words.viewer.keywordAdd}
          placeholder={words.viewer.keywordAdd}
          value={draft}
          maxLength={KEYWORD_MAX}
          onChange={(event) => setDraft(event.target.value)}
        />
      </form>
    </div>
  )
}
