import { Search } from 'lucide-react'
import type { ReactNode } from 'react'
import { useEffect } from 'react'
import { Input, SearchField } from 'react-aria-components/SearchField'
import { useLocation, useSearchParams } from 'wouter'
import { useSpeech } from '../words/use-words.tsx'
import styles from './page.module.css'

/** What every page has: its title, a bar with the search and its own actions, and what it shows. */
export interface PageProps {
  readonly title: string
  /** Shown in the bar, after the search. */
  readonly actions?: ReactNode
  /** The library's own title is the month in view; it hides this one. */
  readonly hidesTitle?: boolean
  /**
   * `wide` takes the whole width; `read` is as wide as text wants to be. `whole` is exactly as high as the window leaves room for, and
   * never scrolls itself: for grids, which do.
   */
  readonly width?: 'wide' | 'read' | 'whole'
  readonly children: ReactNode
}

/** The place that `?q=` of an address is searched at. */
const SEARCH_PATH = '/search'

/** See {@link PageProps}. */
export function Page({ title, actions, hidesTitle = false, width = 'read', children }: PageProps) {
  const { words } = useSpeech()
  const [, go] = useLocation()
  const [params] = useSearchParams()
  useEffect(() => {
    document.title = `${title} · Rollcall`
  }, [title])
  return (
    <>
      <header className={styles.bar}>
        <SearchField
          key={params.get('q') ?? ''}
          className={styles.search ?? ''}
          aria-label={words.shell.search}
          defaultValue={params.get('q') ?? ''}
          onSubmit={(text) =>
            go(text.trim() === '' ? '/' : `${SEARCH_PATH}?q=${encodeURIComponent(text.trim())}`)
          }
          onClear={() => go('/')}
          autoFocus={isForSearch()}
        >
          <Search size={18} aria-hidden />
          <Input className={styles.input ?? ''} placeholder={words.shell.search} />
        </SearchField>
        <div className={styles.actions}>{actions}</div>
      </header>
      <main id="main" tabIndex={-1} className={styles[width]}>
        <h1 className={hidesTitle ? 'unseen' : styles.title}>{title}</h1>
        {children}
      </main>
    </>
  )
}

/** Whether somebody came here by the key of the search, from where there is no field for it. */
function isForSearch(): boolean {
  const state: unknown = history.state
  return typeof state === 'object' && state !== null && 'isSearching' in state
}
