import { PanelLeftClose, PanelLeftOpen } from 'lucide-react'
import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import { Button } from '../parts/button.tsx'
import { useSpeech } from '../words/use-words.tsx'
import { isWithin, PLACES } from './places.ts'
import styles from './sidebar.module.css'
import { StatusLine } from './status-line.tsx'

/** Where this browser keeps whether the sidebar is small. */
const KEY = 'rollcall.sidebar'

/** The navigation of a wide window: five places, and how everything stands at its foot. */
export function Sidebar() {
  const { words } = useSpeech()
  const [path] = useLocation()
  const [isFolded, setFolded] = useState(() => localStorage.getItem(KEY) === 'folded')
  const fold = () => {
    localStorage.setItem(KEY, isFolded ? 'wide' : 'folded')
    setFolded(!isFolded)
  }
  return (
    <nav className={`${styles.sidebar} ${isFolded ? styles.folded : ''}`} aria-label={words.shell.places}>
      <div className={styles.head}>
        <span className={styles.name}>Rollcall</span>
        <Button
          look="quiet"
          isSquare
          aria-label={isFolded ? words.shell.unfold : words.shell.fold}
          onPress={fold}
        >
          {isFolded ? <PanelLeftOpen size={20} aria-hidden /> : <PanelLeftClose size={20} aria-hidden />}
        </Button>
      </div>
      <ul className={styles.places}>
        {PLACES.map((place) => (
          <li key={place.path}>
            <Link
              href={place.path}
              className={styles.place}
              aria-current={isWithin(place, path) ? 'page' : undefined}
              aria-label={words.shell[place.name]}
            >
              <place.icon size={20} aria-hidden />
              <span className={styles.word}>{words.shell[place.name]}</span>
            </Link>
          </li>
        ))}
      </ul>
      <StatusLine isFolded={isFolded} />
    </nav>
  )
}
