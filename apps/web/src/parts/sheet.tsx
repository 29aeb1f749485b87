import { late } from './late.tsx'
import type { SheetProps } from './sheet-props.ts'

/** The code of an open sheet, which no page needs before somebody opens one. */
export const SheetDialog = late<SheetProps>(async () => (await import('./sheet-dialog.tsx')).SheetDialog)

/** See {@link SheetProps}. */
export function Sheet(props: SheetProps) {
  return props.isOpen ? <SheetDialog {...props} /> : null
}
