import { useState } from 'react'
import { useLocation } from 'wouter'
import { late } from '../parts/late.tsx'
import { withWords } from '../words/words.ts'
import { useShortcuts } from './use-shortcuts.tsx'

/** The list of keys, loaded when somebody first asks for it. */
export const KeySheet = late(withWords(async () => (await import('./key-sheet.tsx')).KeySheet))

/** The keys that lead to a place wherever one is, and `?`, which shows all keys. Once in the app. */
export function KeyHelp() {
  const [, go] = useLocation()
  const [isOpen, setOpen] = useState(false)
  useShortcuts({
    '?': () => setOpen(true),
    'g l': () => go('/'),
    'g a': () => go('/albums'),
    'g d': () => go('/sync'),
    'g s': () => go('/storage'),
    'g ,': () => go('/settings'),
    '/': focusSearch,
  })
  return isOpen ? <KeySheet onClose={() => setOpen(false)} /> : null
}

function focusSearch(): boolean {
  const search = document.querySelector('header input')
  if (!(search instanceof HTMLInputElement)) return false
  search.focus()
  search.select()
  return true
}
