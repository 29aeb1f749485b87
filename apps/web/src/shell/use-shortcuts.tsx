import type { ReactNode } from 'react'
import { createContext, useContext, useEffect, useMemo, useRef, useState } from 'react'
import type { Begun, Shortcut } from './shortcuts.ts'
import { matchShortcut } from './shortcuts.ts'

/** Where this browser keeps whether single keys do something. */
const KEY = 'rollcall.shortcuts'

/** What a page does at a shortcut. Answers false when it does not want it now: then an earlier one may. */
export type ShortcutDeeds = Readonly<Record<Shortcut, () => boolean | void>>

/** Who listens to the keyboard. */
interface Keyboard {
  readonly isOn: boolean
  readonly setOn: (isOn: boolean) => void
  readonly register: (deeds: { readonly current: ShortcutDeeds }) => () => void
}

const KeyboardContext = createContext<Keyboard | null>(null)

/** Listens to the keyboard for everything within it. What was registered last is asked first. */
export function ShortcutsProvider({ children }: { readonly children: ReactNode }) {
  const [isOn, setOn] = useState(() => localStorage.getItem(KEY) !== 'off')
  const registered = useRef<{ readonly current: ShortcutDeeds }[]>([])
  const keyboard = useMemo<Keyboard>(
    () => ({
      isOn,
      setOn: (next) => {
        localStorage.setItem(KEY, next ? 'on' : 'off')
        setOn(next)
      },
      register: (deeds) => {
        registered.current.push(deeds)
        return () => {
          registered.current = registered.current.filter((each) => each !== deeds)
        }
      },
    }),
    [isOn],
  )
  useEffect(() => {
    if (!isOn) return undefined
    const control = new AbortController()
    let begun: Begun | null = null
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return
      const all = registered.current.toReversed()
      const known = new Set(all.flatMap(({ current }) => Object.keys(current)))
      const pressed = {
        key: event.key,
        hasModifier: event.ctrlKey || event.altKey || event.metaKey,
        isTyping: isTyping(event.target),
      }
      const matched = matchShortcut(known, pressed, begun, event.timeStamp)
      begun = matched.begun
      const { shortcut } = matched
      if (shortcut === null || isBehindSheet(event.target)) return
      const isDone = all.some(({ current }) => {
        const deed = current[shortcut]
        return deed !== undefined && deed() !== false
      })
      if (isDone) event.preventDefault()
    }
    document.addEventListener('keydown', onKey, { signal: control.signal })
    return () => control.abort()
  }, [isOn])
  return <KeyboardContext value={keyboard}>{children}</KeyboardContext>
}

/** Does something at these keys while the caller is shown. They may be switched off, so nothing is reached by them alone. */
export function useShortcuts(deeds: ShortcutDeeds): void {
  const { register } = useKeyboard()
  const current = useRef(deeds)
  current.current = deeds
  useEffect(() => register(current), [register])
}

/** Whether single keys do something, and how that is changed. */
export function useKeyboard(): Keyboard {
  const keyboard = useContext(KeyboardContext)
  if (keyboard === null) throw new Error('Cannot listen to keys: there is no ShortcutsProvider around this')
  return keyboard
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches('input:not([type=checkbox]):not([type=radio]):not([type=range]), textarea, select'))
  )
}

/** While a sheet is open, only what is in it hears keys. A toast is a dialog as well, but none that anything is behind. */
const SHEETS = '[role=dialog], [role=alertdialog]:not([aria-modal=false])'

function isBehindSheet(target: EventTarget | null): boolean {
  return document.querySelector(SHEETS) !== null && target instanceof Element
}
