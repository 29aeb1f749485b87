import type { ReactNode } from 'react'
import { useRef, useState } from 'react'
import { Button } from './button.tsx'
import type { ButtonLook } from './button.tsx'
import { late } from './late.tsx'
import type { MenuListProps } from './menu-list-props.ts'

/** A button that opens a short list of things to do, or of values of which one is chosen. */
export interface MenuButtonProps<Id extends string> {
  /** What the button is called, and its list. */
  readonly label: string
  readonly look?: ButtonLook
  readonly options: readonly (readonly [id: Id, name: string])[]
  /** The value that is chosen now; without it the list is of things to do. */
  readonly chosen?: Id
  readonly onChoose: (id: Id) => void
  /** Where the list hangs below the button; at its start unless told. */
  readonly side?: 'start' | 'end'
  /** What the button shows. */
  readonly children: ReactNode
}

/** The code of an open menu, which no page needs before somebody opens one. */
export const MenuList = late<MenuListProps>(async () => (await import('./menu-list.tsx')).MenuList)

/** See {@link MenuButtonProps}. */
export function MenuButton<Id extends string>(props: MenuButtonProps<Id>) {
  const { label, look = 'plain', options, chosen, onChoose, side = 'start', children } = props
  const button = useRef<HTMLButtonElement>(null)
  const [focus, setFocus] = useState<MenuListProps['focus'] | null>(null)
  const openByKey = ({ key }: { readonly key: string }) => {
    if (key === 'ArrowDown') setFocus('first')
    if (key === 'ArrowUp') setFocus('last')
  }
  return (
    <>
      <Button
        ref={button}
        look={look}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={focus !== null}
        onPress={({ pointerType }) => setFocus(pointerType === 'keyboard' ? 'first' : 'chosen')}
        onKeyDown={openByKey}
      >
        {children}
      </Button>
      {focus === null ? null : (
        <MenuList
          label={label}
          options={options}
          chosen={chosen}
          onChoose={(id) => {
            const option = options.find(([each]) => each === id)
            if (option !== undefined) onChoose(option[0])
          }}
          side={side}
          button={button}
          focus={focus}
          onClose={() => setFocus(null)}
        />
      )}
    </>
  )
}
