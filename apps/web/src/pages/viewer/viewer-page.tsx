import { assetIdSchema } from '@rollcall/protocol'
import type { AssetId } from '@rollcall/protocol'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { Dialog } from 'react-aria-components/Dialog'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import { useLocation, useParams, useSearchParams } from 'wouter'
import type { CellPhoto, TimelineQuery } from '../../engine/library-client.ts'
import { rememberFocus } from '../../grid-view/grid-memory.ts'
import { addressOfPhoto, addressOfQuery } from '../../grid-view/query-address.ts'
import { queryOfText } from '../../grid-view/query-of-text.ts'
import { Button } from '../../parts/button.tsx'
import { Empty } from '../../parts/empty.tsx'
import { useAnswer } from '../../shell/use-answer.ts'
import { useClientState, useLibrary } from '../../shell/use-library.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import type { FoundPhoto } from './find-photo.ts'
import { findPhoto } from './find-photo.ts'
import { previewOf } from './picture-addresses.ts'
import { PhotoView } from './photo-view.tsx'
import styles from './viewer.module.css'

/** One photo, as large as fits, among those that it was opened from. Always dark. */
export function ViewerPage() {
  const id = assetIdSchema.safeParse(useParams().id)
  const [params] = useSearchParams()
  const { words } = useSpeech()
  const text = params.get('in')
  const [query, setQuery] = useState(() => ({ text, query: queryOfText(text) }))
  if (query.text !== text) setQuery({ text, query: queryOfText(text) })
  const close = useClose(query.query)
  return (
    <ModalOverlay
      className={`${styles.overlay} dark`}
      isOpen
      onOpenChange={(isOpen) => {
        if (!isOpen) close()
      }}
    >
      <Modal className={styles.modal ?? ''}>
        <Dialog data-photo-dialog aria-label={words.viewer.photo} className={styles.dialog ?? ''}>
          {id.success ? (
            <Viewer id={id.data} query={query.query} onClose={close} />
          ) : (
            <Gone onClose={close} />
          )}
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

/** Back to where the photo was opened, or to the page of its timeline for who came by a link. */
function useClose(query: TimelineQuery): () => void {
  const [, go] = useLocation()
  const isGoing = useRef(false)
  return () => {
    const state: unknown = history.state
    if (typeof state !== 'object' || state === null || !('isFromGrid' in state)) {
      go(addressOfQuery(query), { replace: true })
      return
    }
    // The browser goes back a while after it is asked to; asked twice, it would leave the app.
    if (isGoing.current) return
    isGoing.current = true
    addEventListener('popstate', () => (isGoing.current = false), { once: true })
    history.back()
  }
}

interface ViewerProps {
  readonly id: AssetId
  readonly query: TimelineQuery
  readonly onClose: () => void
}

function Viewer({ id, query, onClose }: ViewerProps) {
  const { words } = useSpeech()
  const [, go] = useLocation()
  const found = useFound(id, query)
  const seen = found?.near.find(({ assetId }) => assetId === id) ?? null
  const isCurrent = found !== null && found.asset?.id === id
  usePreloaded(found)
  const position = isCurrent ? found.position : null
  useEffect(() => {
    if (position !== null) rememberFocus(query, position)
  }, [position, query])
  useEffect(() => {
    if (seen !== null) document.title = `${seen.name} · Rollcall`
  }, [seen])
  const step = (to: CellPhoto | null) => {
    if (to !== null) go(addressOfPhoto(to.assetId, query), { replace: true, state: history.state as unknown })
  }
  if (found === null) return <p className={styles.wait}>{words.parts.loading}</p>
  if (isCurrent && (found.asset === null || found.asset.state === 'deleted'))
    return <Gone onClose={onClose} />
  if (seen === null) return isCurrent || found.asset === null ? <Gone onClose={onClose} /> : null
  return (
    <PhotoView
      photo={seen}
      asset={isCurrent ? found.asset : null}
      newer={isCurrent ? found.newer : null}
      older={isCurrent ? found.older : null}
      onStep={step}
      onClose={onClose}
    />
  )
}

function useFound(id: AssetId, query: TimelineQuery): FoundPhoto | null {
  const library = useLibrary()
  const { generation } = useClientState()
  const hint = useRef<number | null>(null)
  const { value } = useAnswer(
    async () => await findPhoto(library, await library.timeline(query), id, hint.current),
    `${generation} ${id}`,
    JSON.stringify(query),
  )
  useEffect(() => {
    if (value?.position !== undefined && value.position !== null) hint.current = value.position
  }, [value])
  return value
}

/** The pictures of the neighbours are here before somebody goes there. */
function usePreloaded(found: FoundPhoto | null): void {
  const load = useEffectEvent(() => {
    for (const photo of [found?.older, found?.newer]) {
      const address = photo ? previewOf(photo) : null
      if (address !== null) new Image().src = address
    }
  })
  const key = `${found?.older?.assetId} ${found?.newer?.assetId}`
  useEffect(() => load(), [key])
}

function Gone({ onClose }: { readonly onClose: () => void }) {
  const { words } = useSpeech()
  return (
    <Empty title={words.viewer.gone} words={words.viewer.goneHow}>
      <Button look="main" onPress={onClose}>
        {words.parts.back}
      </Button>
    </Empty>
  )
}
