import type { Fix } from '@rollcall/protocol'
import { useLocation } from 'wouter'
import { Button } from '../../parts/button.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import { wayOfFix } from './choose-fixes.ts'
import styles from './doctor-page.module.css'

/** A fix before it is chosen: what it does and how much it concerns. `fix` null: closed. */
export function FixSheet({
  fix,
  onClose,
  onApply,
}: {
  readonly fix: Fix | null
  readonly onClose: () => void
  readonly onApply: (fix: Fix) => void
}) {
  const { words } = useSpeech()
  const [, go] = useLocation()
  const way = fix === null ? null : wayOfFix(fix)
  const press = () => {
    onClose()
    if (fix === null || way === null) return
    if (way.kind === 'go') go(way.path)
    else onApply(fix)
  }
  return (
    <Sheet
      title={fix?.label ?? ''}
      isOpen={fix !== null}
      onClose={onClose}
      actions={
        way?.kind === 'act' || way?.kind === 'go' ? (
          <>
            <Button onPress={onClose}>{words.parts.cancel}</Button>
            <Button look="main" onPress={press}>
              {way.kind === 'go' ? words.doctor.go : words.doctor.apply}
            </Button>
          </>
        ) : (
          <Button onPress={onClose}>{words.parts.close}</Button>
        )
      }
    >
      <p>{fix?.preview}</p>
      {way?.kind === 'by_hand' ? <p>{words.doctor.byHand}</p> : null}
      {way?.kind === 'run' ? (
        <>
          <p>{words.doctor.runThere}</p>
          <code className={styles.line}>{way.line}</code>
        </>
      ) : null}
    </Sheet>
  )
}

/** All fixes that are reversible and free, before they are done together. None: closed. */
export function SafeFixesSheet({
  fixes,
  onClose,
  onApply,
}: {
  readonly fixes: readonly Fix[]
  readonly onClose: () => void
  readonly onApply: (fixes: readonly Fix[]) => void
}) {
  const { words } = useSpeech()
  return (
    <Sheet
      title={words.doctor.mendSafeSheet}
      isOpen={fixes.length > 0}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{words.parts.cancel}</Button>
          <Button
            look="main"
            onPress={() => {
              onApply(fixes)
              onClose()
            }}
          >
            {words.doctor.apply}
          </Button>
        </>
      }
    >
      <p>{words.doctor.mendSafeWhat}</p>
      <ul className={styles.list}>
        {fixes.map(({ id, label, preview }) => (
          <li key={id}>
            {label}. {preview}
          </li>
        ))}
      </ul>
    </Sheet>
  )
}
