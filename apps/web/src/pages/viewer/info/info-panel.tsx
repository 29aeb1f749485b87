import { locationOf } from '@rollcall/sync'
import type { Asset } from '@rollcall/protocol'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { CellPhoto } from '../../../engine/library-client.ts'
import { Button } from '../../../parts/button.tsx'
import { placeWords } from '../../../shell/place-book.ts'
import { useAnswer } from '../../../shell/use-answer.ts'
import { useClientState, useLibrary } from '../../../shell/use-library.tsx'
import { useServer } from '../../../shell/use-server.tsx'
import { useSpeech } from '../../../words/use-words.tsx'
import { DateFact } from './date-fact.tsx'
import { EarlierEdits } from './earlier-edits.tsx'
import { EditedText } from './edited-text.tsx'
import { cameraWords, exposureWords } from './exposure-words.ts'
import styles from './info-panel.module.css'
import { Keywords } from './keywords.tsx'
import { WhereIsIt } from './where-is-it.tsx'

/** What is known of a photo, what people said of it, and where it is. */
export interface InfoPanelProps {
  readonly asset: Asset
  readonly photo: CellPhoto
  readonly onClose: () => void
}

/** See {@link InfoPanelProps}. */
export function InfoPanel({ asset, photo, onClose }: InfoPanelProps) {
  const { words } = useSpeech()
  const { viewer } = words
  return (
    <aside className={styles.panel} aria-label={viewer.info}>
      <div className={styles.head}>
        <h2>{photo.name}</h2>
        <Button look="quiet" isSquare aria-label={words.parts.close} onPress={onClose}>
          <X size={20} aria-hidden />
        </Button>
      </div>
      <EditedText
        label={viewer.title}
        none={viewer.titleNone}
        value={asset.title ?? ''}
        intentOf={(value) => ({ op: 'setTitle', args: { assetId: asset.id, value } })}
      />
      <EditedText
        label={viewer.caption}
        none={viewer.captionNone}
        value={asset.caption}
        isLong
        intentOf={(value) => ({ op: 'setCaption', args: { assetId: asset.id, value } })}
      />
      <Keywords assetId={asset.id} keywords={asset.keywords ?? []} />
      <dl className={styles.facts}>
        <DateFact asset={asset} />
        <PlaceFact asset={asset} kept={placeWords(photo.place)} />
        <MediaFacts asset={asset} />
        <AlbumsFact asset={asset} />
      </dl>
      <EarlierEdits asset={asset} />
      <WhereIsIt asset={asset} photo={photo} />
    </aside>
  )
}

/** A fact with its name. */
function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

const PLACE_DIGITS = 4

/** The town and country by name, as they are `kept` here or as the server says, and the spot in degrees. */
function PlaceFact({ asset, kept }: { readonly asset: Asset; readonly kept: string | null }) {
  const { words } = useSpeech()
  const { placeAt } = useServer()
  const spot = locationOf(asset)
  const degrees =
    spot === null ? null : `${spot.latitude.toFixed(PLACE_DIGITS)}, ${spot.longitude.toFixed(PLACE_DIGITS)}`
  const { value } = useAnswer(
    async () => (spot === null || kept !== null ? kept : placeWords(await placeAt(spot))),
    degrees,
    degrees ?? '',
  )
  if (degrees === null) return null
  return <Fact name={words.viewer.place}>{value === null ? degrees : `${value} · ${degrees}`}</Fact>
}

function MediaFacts({ asset: { media } }: { readonly asset: Asset }) {
  const { words, formats } = useSpeech()
  const { viewer } = words
  if (media === undefined) return null
  const camera = cameraWords(media)
  const exposure = exposureWords(media)
  const { width, height, durationMs, lens, warnings } = media
  return (
    <>
      {width === null || height === null ? null : (
        <Fact name={viewer.size}>{viewer.pixels(formats.count(width), formats.count(height))}</Fact>
      )}
      {durationMs === null ? null : <Fact name={viewer.duration}>{formats.duration(durationMs)}</Fact>}
      {camera === '' ? null : <Fact name={viewer.camera}>{camera}</Fact>}
      {lens === null ? null : <Fact name={viewer.lens}>{lens}</Fact>}
      {exposure === '' ? null : <Fact name={viewer.exposure}>{exposure}</Fact>}
      {warnings.length === 0 ? null : <Fact name={viewer.odd}>{warnings.join(' ')}</Fact>}
    </>
  )
}

function AlbumsFact({ asset: { id } }: { readonly asset: Asset }) {
  const { words } = useSpeech()
  const library = useLibrary()
  const { generation } = useClientState()
  const { value } = useAnswer(
    async () => {
      const [all, own] = [await library.albums(), new Set(await library.albumsOf(id))]
      return all.filter(({ key, state }) => state === 'live' && own.has(key))
    },
    generation,
    id,
  )
  if (value === null || value.length === 0) return null
  return (
    <Fact name={words.viewer.albums}>
      <ul className={styles.albums}>
        {value.map(({ key, name }) => (
          <li key={key}>
            <Link href={`/albums/${key}`}>{name}</Link>
          </li>
        ))}
      </ul>
    </Fact>
  )
}
