import type { AssetId, Intent, SpaceOffer, Storage } from '@rollcall/protocol'
import { daysUntilFree, rankOffers } from '@rollcall/sync'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { usePerform } from '../../shell/use-deeds.ts'
import { useSpeech } from '../../words/use-words.tsx'
import { EmptyTrashSheet } from '../trash/empty-trash-sheet.tsx'
import { ChoosePhotos } from './choose-photos.tsx'
import { EditsSheet } from './edits-sheet.tsx'
import styles from './storage-page.module.css'

/** What would free space, each with its exact gain, and the sheet in which it is done. */
export function Offers({
  offers,
  duplicates,
  onDone,
}: {
  readonly offers: readonly SpaceOffer[]
  readonly duplicates: Storage['duplicates']
  readonly onDone: () => void
}) {
  const { words, formats } = useSpeech()
  const [, go] = useLocation()
  const [open, setOpen] = useState<SpaceOffer | null>(null)
  const ranked = rankOffers(offers)
  const close = () => {
    setOpen(null)
    onDone()
  }
  return (
    <Card title={words.storage.offers}>
      {ranked.length === 0 && duplicates?.isLooking !== true ? <p>{words.storage.offersNone}</p> : null}
      <ul className={styles.rows}>
        {ranked.map((offer) => (
          <li key={offer.kind}>
            <span>
              {words.storage.offerNames[offer.kind](formats.count(offer.items))}
              <br />
              <span className={styles.quiet}>
                {words.storage.gain(formats.bytes(offer.bytes), daysUntilFree(offer.kind))}
              </span>
            </span>
            <Button onPress={() => (offer.kind === 'duplicates' ? go('/duplicates') : setOpen(offer))}>
              {words.storage.offerDeeds[offer.kind]}
            </Button>
          </li>
        ))}
      </ul>
      {duplicates?.isLooking === true ? (
        <p className={styles.quiet}>
          {duplicates.foundAt === null
            ? words.storage.duplicatesFirst
            : words.storage.duplicatesAgain(formats.here(duplicates.foundAt))}
        </p>
      ) : null}
      <EmptyTrashSheet isOpen={open?.kind === 'trash'} bytes={open?.bytes ?? null} onClose={close} />
      {open?.kind === 'old_versions' ? <EditsSheet offer={open} onClose={close} /> : null}
      {open === null || open.kind === 'trash' || open.kind === 'old_versions' ? null : (
        <ChooseSheet offer={open} onClose={close} />
      )}
    </Card>
  )
}

function ChooseSheet({ offer, onClose }: { readonly offer: SpaceOffer; readonly onClose: () => void }) {
  const { words, formats } = useSpeech()
  const perform = usePerform()
  const [chosen, setChosen] = useState<ReadonlySet<AssetId>>(new Set())
  const count = formats.count(chosen.size)
  const trash = async () => {
    const intents = [...chosen].map(
      (assetId): Intent => ({ op: 'trash', args: { assetId, source: 'explicit' } }),
    )
    if (await perform(intents, words.storage.trashed(count))) onClose()
  }
  return (
    <Sheet
      title={words.storage.offerNames[offer.kind](formats.count(offer.items))}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{words.parts.cancel}</Button>
          <Button look="danger" isDisabled={chosen.size === 0} onPress={() => void trash()}>
            {words.storage.trashChosen(count)}
          </Button>
        </>
      }
    >
      <p>{words.storage.chooseWhat(formats.bytes(offer.bytes))}</p>
      <ChoosePhotos assetIds={offer.assetIds} chosen={chosen} onChange={setChosen} />
    </Sheet>
  )
}
