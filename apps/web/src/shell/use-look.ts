import { useState } from 'react'

/** Light, dark, or as the system is. */
export type Look = 'system' | 'light' | 'dark'

/** Where this browser keeps which look was chosen. */
const KEY = 'rollcall.look'

/** Shows the look that was chosen here; to be called before the first page is shown, so that nothing flashes. */
export function applyLook(look: Look = storedLook()): void {
  if (look === 'system') delete document.documentElement.dataset['look']
  else document.documentElement.dataset['look'] = look
}

/** The look of this browser, and how another is chosen. */
export function useLook(): { readonly look: Look; readonly setLook: (look: Look) => void } {
  const [look, setLook] = useState(storedLook)
  return {
    look,
    setLook: (next) => {
      localStorage.setItem(KEY, next)
      applyLook(next)
      setLook(next)
    },
  }
}

function storedLook(): Look {
  const stored = localStorage.getItem(KEY)
  return stored === 'light' || stored === 'dark' ? stored : 'system'
}
