import { CalendarSearch } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { useShortcuts } from '../../shell/use-shortcuts.tsx'
import { useSpeech } from '../../words/use-words.tsx'

/** The last second of a day: a jump shows the day from its newest photo on. */
const DAY_END_S = 86_399

/** Asks for a date and goes there; the key `t` opens it. `topS`: where somebody is now, by the clock on the wall of the photo. */
export function JumpToDate({
  topS,
  onJump,
}: {
  readonly topS: number | null
  readonly onJump: (timeS: number) => void
}) {
  const { words } = useSpeech()
  const [isOpen, setOpen] = useState(false)
  const [date, setDate] = useState('')
  const open = () => {
    setDate(topS === null ? '' : new Date(topS * 1_000).toISOString().slice(0, 10))
    setOpen(true)
  }
  useShortcuts({ t: open })
  const jump = () => {
    const atMs = Date.parse(`${date}T00:00:00Z`)
    if (Number.isNaN(atMs)) return
    setOpen(false)
    onJump(atMs / 1_000 + DAY_END_S)
  }
  return (
    <>
      <Button look="quiet" isSquare aria-label={words.library.jump} onPress={open}>
        <CalendarSearch size={20} aria-hidden />
      </Button>
      <Sheet
        title={words.library.jump}
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        actions={
          <Button look="main" onPress={jump} isDisabled={date === ''}>
            {words.library.jumpGo}
          </Button>
        }
      >
        <form
          onSubmit={(event) => {
            event.preventDefault()
            jump()
          }}
        >
          <Field label={words.library.date} type="date" value={date} onChange={setDate} autoFocus />
        </form>
      </Sheet>
    </>
  )
}
