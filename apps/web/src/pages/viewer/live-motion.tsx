import { useRef, useState } from 'react'
import { useSpeech } from '../../words/use-words.tsx'
import styles from './viewer.module.css'

/** The few seconds of a Live Photo: they play over the picture while its sign is pointed at, held, or pressed by a key. */
export function LiveMotion({ address }: { readonly address: string }) {
  const { words } = useSpeech()
  const film = useRef<HTMLVideoElement>(null)
  const [isPlaying, setPlaying] = useState(false)
  const play = () => {
    setPlaying(true)
    film.current?.play().catch(() => setPlaying(false)) // a film that this browser cannot play leaves the picture
  }
  const stop = () => {
    setPlaying(false)
    film.current?.pause()
    if (film.current !== null) film.current.currentTime = 0
  }
  return (
    <>
      <video
        ref={film}
        className={styles.motion}
        data-playing={isPlaying || undefined}
        src={address}
        preload="none"
        muted
        playsInline
        onEnded={stop}
        aria-hidden
        tabIndex={-1}
      />
      <button
        type="button"
        className={styles.live}
        aria-label={words.viewer.play}
        title={words.viewer.live}
        onPointerEnter={play}
        onPointerLeave={stop}
        onPointerDown={play}
        onPointerUp={stop}
        onClick={(event) => {
          if (event.detail === 0) play() // by a key
        }}
      >
        ◉ Live
      </button>
    </>
  )
}
