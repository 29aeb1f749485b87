import { Menu } from 'lucide-react'
import { Link, useLocation } from 'wouter'
import { useSpeech } from '../words/use-words.tsx'
import styles from './phone-bar.module.css'
import { isWithin, MORE_PATH, PLACES } from './places.ts'

/** Places that have a target of their own at the thumb; the others are behind the fourth. */
const AT_THE_THUMB = 3

/** The navigation of a phone. */
export function PhoneBar() {
  const { words } = useSpeech()
  const [path] = useLocation()
  const direct = PLACES.slice(0, AT_THE_THUMB)
  return (
    <nav className={styles.bar} aria-label={words.shell.places}>
      {direct.map((place) => (
        <Link
          key={place.path}
          href={place.path}
          className={styles.place}
          aria-current={isWithin(place, path) ? 'page' : undefined}
        >
          <place.icon size={22} aria-hidden />
          <span>{words.shell[place.name]}</span>
        </Link>
      ))}
      <Link
        href={MORE_PATH}
        className={styles.place}
        aria-current={direct.some((place) => isWithin(place, path)) ? undefined : 'page'}
      >
        <Menu size={22} aria-hidden />
        <span>{words.shell.more}</span>
      </Link>
    </nav>
  )
}
