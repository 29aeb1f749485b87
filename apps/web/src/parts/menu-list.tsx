import { Menu, MenuItem } from 'react-aria-components/Menu'
import { Popover } from 'react-aria-components/Popover'
import type { MenuListProps } from './menu-list-props.ts'
import styles from './menu-button.module.css'

/** The list of a menu while it is open; loaded apart from its button. */
export function MenuList({ label, options, chosen, onChoose, side, button, focus, onClose }: MenuListProps) {
  const close = (isOpen: boolean) => {
    if (!isOpen) onClose()
  }
  const shared = {
    className: styles.menu ?? '',
    'aria-label': label,
    autoFocus: focus === 'chosen' ? true : focus,
    onClose,
  } as const
  const entries = options.map(([id, name]) => (
    <MenuItem key={id} id={id} className={styles.choice ?? ''}>
      {name}
    </MenuItem>
  ))
  return (
    <Popover
      trigger="MenuTrigger"
      triggerRef={button}
      isOpen
      onOpenChange={close}
      placement={`bottom ${side}`}
      className={styles.popover ?? ''}
    >
      {chosen === undefined ? (
        <Menu {...shared} onAction={(key) => onChoose(String(key))}>
          {entries}
        </Menu>
      ) : (
        <Menu
          {...shared}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[chosen]}
          onAction={(key) => onChoose(String(key))}
        >
          {entries}
        </Menu>
      )}
    </Popover>
  )
}
