import type { Asset } from '@rollcall/protocol'
import type { DuplicateGroup } from '@rollcall/sync'
import { takenAtOf } from '@rollcall/sync'
import { useState } from 'react'
import { Link } from 'wouter'
import type { CellPhoto } from '../../engine/library-client.ts'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { Page } from '../../shell/page.tsx'
import { useAnswer } from '../../shell/use-answer.ts'
import { usePerform } from '../../shell/use-deeds.ts'
import { useClientState, useLibrary } from '../../shell/use-library.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import styles from './duplicates-page.module.css'
import { bytesOfAll, uniteIntents } from './unite-intents.ts'

/** Groups that are shown at a time. */
const SHOWN_MAX = 30

/** Groups that one press unites. */
const AT_ONCE_MAX = 500

/** Photos that are or look the same, side by side: one is kept, with all that was said of the others. */
export function DuplicatesPage() {
  const { words, formats } = useSpeech()
  const library = useLibrary()
  const { generation } = useClientState()
  const { value } = useAnswer(() => library.duplicates(), generation)
  const [isAll, setAll] = useState(false)
  if (value === null) {
    return (
      <Page title={words.duplicates.title}>
        <p aria-busy>{words.duplicates.looking}</p>
      </Page>
    )
  }
  if (value.length === 0) {
    return (
      <Page title={words.duplicates.title}>
        <Empty title={words.duplicates.empty} words={words.duplicates.emptyHow} />
      </Page>
    )
  }
  const certain = value.filter(({ kind }) => kind !== 'series').slice(0, AT_ONCE_MAX)
  return (
    <Page
      title={words.duplicates.title}
      actions={
        certain.length < 2 ? null : (
          <Button onPress={() => setAll(true)}>
            {words.duplicates.uniteAll(formats.count(certain.length))}
          </Button>
        )
      }
    >
      <div className={styles.groups}>
        {value.slice(0, SHOWN_MAX).map((group) => (
          <Group key={group.keeper.id} group={group} />
        ))}
        {value.length > SHOWN_MAX ? (
          <p>{words.duplicates.more(formats.count(value.length - SHOWN_MAX))}</p>
        ) : null}
      </div>
      <UniteAllSheet groups={isAll ? certain : null} onClose={() => setAll(false)} />
    </Page>
  )
}

function Group({ group }: { readonly group: DuplicateGroup }) {
  const { words, formats } = useSpeech()
  const library = useLibrary()
  const { generation } = useClientState()
  const perform = usePerform()
  const assets = [group.keeper, ...group.others]
  const ids = assets.map(({ id }) => id)
  const { value } = useAnswer(
    async () => {
      const { handles } = await library.timeline({ kind: 'assets', assetIds: ids })
      return await library.cells(handles)
    },
    generation,
    ids.join(' '),
  )
  const cells = new Map(
    (value ?? []).flatMap((cell) => (cell === null ? [] : [[cell.assetId, cell] as const])),
  )
  const others = formats.count(group.others.length)
  return (
    <Card
      title={words.duplicates.kinds[group.kind]}
      aside={
        <span className={styles.quiet}>{words.duplicates.gain(formats.bytes(bytesOfAll(group.others)))}</span>
      }
    >
      <ul className={styles.side}>
        {assets.map((asset) => (
          <Side
            key={asset.id}
            asset={asset}
            cell={cells.get(asset.id) ?? null}
            isBest={asset === group.keeper}
            others={others}
            onKeep={() => void perform(uniteIntents(group, asset.id), words.duplicates.united(others))}
          />
        ))}
      </ul>
    </Card>
  )
}

interface SideProps {
  readonly asset: Asset
  readonly cell: CellPhoto | null
  readonly isBest: boolean
  readonly others: string
  readonly onKeep: () => void
}

function Side({ asset, cell, isBest, others, onKeep }: SideProps) {
  const { words, formats } = useSpeech()
  const { width, height } = { width: asset.media?.width ?? null, height: asset.media?.height ?? null }
  const picture = cell?.medium ?? cell?.small ?? null
  const name = cell?.name ?? asset.resources[0]?.name ?? ''
  return (
    <li className={styles.photo}>
      <Link href={`/photo/${asset.id}`} aria-label={name}>
        {picture === null ? <span className={styles.blank} /> : <img src={picture} alt="" />}
      </Link>
      <span className={styles.name}>{name}</span>
      {isBest ? <span className={styles.best}>{words.duplicates.best}</span> : null}
      <span className={styles.quiet}>
        {width === null || height === null
          ? ''
          : `${words.duplicates.pixels(formats.count(width), formats.count(height))} · `}
        {formats.bytes(bytesOfAll([asset]))}
        <br />
        {formats.here(takenAtOf(asset))}
      </span>
      <Button look={isBest ? 'main' : 'plain'} aria-label={words.duplicates.keep(name)} onPress={onKeep}>
        {words.duplicates.unite(others)}
      </Button>
    </li>
  )
}

function UniteAllSheet({
  groups,
  onClose,
}: {
  readonly groups: readonly DuplicateGroup[] | null
  readonly onClose: () => void
}) {
  const { words, formats } = useSpeech()
  const perform = usePerform()
  const others = (groups ?? []).flatMap((group) => group.others)
  const unite = () => {
    const intents = (groups ?? []).flatMap((group) => uniteIntents(group, group.keeper.id))
    void perform(intents, words.duplicates.united(formats.count(others.length)))
    onClose()
  }
  return (
    <Sheet
      title={words.duplicates.uniteAllTitle}
      isOpen={groups !== null}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{words.parts.cancel}</Button>
          <Button look="main" onPress={unite}>
            {words.duplicates.uniteAll(formats.count(groups?.length ?? 0))}
          </Button>
        </>
      }
    >
      <p>
        {words.duplicates.uniteAllWhat(
          formats.count(groups?.length ?? 0),
          formats.count(others.length),
          formats.bytes(bytesOfAll(others)),
        )}
      </p>
    </Sheet>
  )
}
