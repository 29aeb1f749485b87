import { Copy, HardDrive, History, Settings, Trash2 } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import { Link } from 'wouter'
import { Page } from '../../shell/page.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import styles from './more-page.module.css'

/** What a phone has no room for in its bar. */
export function MorePage() {
  const { words } = useSpeech()
  const links: readonly (readonly [string, string, LucideIcon])[] = [
    ['/storage', words.shell.storage, HardDrive],
    ['/journal', words.shell.journal, History],
    ['/duplicates', words.shell.duplicates, Copy],
    ['/albums/trash', words.shell.trash, Trash2],
    ['/settings', words.shell.settings, Settings],
  ]
  return (
    <Page title={words.shell.more}>
      <ul className={styles.links}>
        {links.map(([href, name, Icon]) => (
          <li key={href}>
            <Link href={href} className={styles.link}>
              <Icon size={22} aria-hidden />
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </Page>
  )
}
