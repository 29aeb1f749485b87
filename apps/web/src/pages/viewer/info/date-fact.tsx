import type { Asset, Dated } from '@rollcall/protocol'
import { offsetMinutesOf, takenAtOf } from '@rollcall/sync'
import { useState } from 'react'
import { Button } from '../../../parts/button.tsx'
import { Field } from '../../../parts/field.tsx'
import { Sheet } from '../../../parts/sheet.tsx'
import { usePerform } from '../../../shell/use-deeds.ts'
import { useSpeech } from '../../../words/use-words.tsx'
import styles from './info-panel.module.css'
import { takenFromOf } from './taken-from.ts'
import { datedOf, wallTextOf, zoneWords } from './wall-time.ts'

/** When a photo was taken, what that is known from, and the way to say otherwise. */
export function DateFact({ asset }: { readonly asset: Asset }) {
  const { words, formats } = useSpeech()
  const { viewer } = words
  const [isOpen, setOpen] = useState(false)
  const offset = offsetMinutesOf(asset)
  const localMs = takenAtOf(asset) + (offset ?? 0) * 60_000
  const source = takenFromOf(asset.takenFrom, isDated(asset))
  return (
    <div>
      <dt>{viewer.taken}</dt>
      <dd>
        {formats.moment(localMs)} ({offset === null ? viewer.zoneNone : zoneWords(offset)})
        {source === null ? null : (
          <span className={styles.source}>
            {viewer.takenFrom}: {viewer.takenFromWords[source]}
          </span>
        )}
        <button type="button" className={styles.link} onClick={() => setOpen(true)}>
          {viewer.dateEdit}
        </button>
        {isOpen ? (
          <DateSheet asset={asset} localMs={localMs} offset={offset} onClose={() => setOpen(false)} />
        ) : null}
      </dd>
    </div>
  )
}

interface DateSheetProps {
  readonly asset: Asset
  readonly localMs: number
  readonly offset: number | null
  readonly onClose: () => void
}

function DateSheet({ asset, localMs, offset, onClose }: DateSheetProps) {
  const { words } = useSpeech()
  const { viewer } = words
  const perform = usePerform()
  const [wall, setWall] = useState(() => wallTextOf(localMs))
  const [hours, setHours] = useState(offset === null ? '' : String(offset / 60))
  const dated = datedOf(wall, hours)
  const save = async (value: Dated | null) => {
    if (await perform([{ op: 'setDated', args: { assetId: asset.id, value } }], viewer.saved)) onClose()
  }
  return (
    <Sheet
      title={viewer.dateEdit}
      isOpen
      onClose={onClose}
      actions={
        <>
          {!isDated(asset) ? null : <Button onPress={() => void save(null)}>{viewer.dateReset}</Button>}
          <Button look="main" isDisabled={dated === null} onPress={() => void save(dated)}>
            {viewer.save}
          </Button>
        </>
      }
    >
      <Field label={viewer.date} type="datetime-local" value={wall} onChange={setWall} />
      <Field label={viewer.zone} type="text" inputMode="decimal" value={hours} onChange={setHours} />
    </Sheet>
  )
}

/** Whether somebody said when it was taken. */
function isDated({ dated }: Asset): boolean {
  return dated !== null && dated !== undefined
}
