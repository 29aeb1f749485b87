/** A line that tells what has just been done; `undo` takes it back. */
export interface ToastWords {
  readonly text: string
  readonly undo?: () => void
  /** Something else that can be done about it, in a word or two. */
  readonly act?: { readonly label: string; readonly onPress: () => void }
  /** Stays until somebody closes it. */
  readonly stays?: true
}

/** Toasts that wait for the code that shows them; older ones make way. */
const WAITING_MAX = 3

/** What was told before anything could show it, and who is to know of it. Toasts are told from anywhere, so this is the page's own. */
const told: { waiting: readonly ToastWords[]; listener: (() => void) | null } = {
  waiting: [],
  listener: null,
}

/** Adds what is to be shown. */
export function addToast(toast: ToastWords): void {
  told.waiting = [...told.waiting, toast].slice(-WAITING_MAX)
  told.listener?.()
}

/** Takes what was told and not shown yet. */
export function takeToasts(): readonly ToastWords[] {
  const { waiting } = told
  told.waiting = []
  return waiting
}

/** Tells when there is something to take; one listener at a time. Answers what ends it. */
export function listenForToasts(listener: () => void): () => void {
  told.listener = listener
  if (told.waiting.length > 0) listener()
  return () => {
    if (told.listener === listener) told.listener = null
  }
}
