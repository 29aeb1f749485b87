import styles from './viewer.module.css'

/** A video with the browser's own controls. Without an address, its first picture. */
export function Film({
  address,
  poster,
  label,
}: {
  readonly address: string | null
  readonly poster: string | null
  readonly label: string
}) {
  if (address === null)
    return poster === null ? null : <img className={styles.film} src={poster} alt={label} />
  return (
    // Home videos have no captions to show.
    <video
      className={styles.film}
      src={address}
      poster={poster ?? undefined}
      aria-label={label}
      controls
      playsInline
      preload="metadata"
    />
  )
}
