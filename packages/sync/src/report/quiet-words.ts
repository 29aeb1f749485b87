const DAY_MS = 24 * 3600 * 1000

/** Such as `nothing for 9 days`, of a device that was heard so long ago. */
export function silenceWords(silentMs: number): string {
  const days = Math.floor(silentMs / DAY_MS)
  return days === 1 ? 'nothing for 1 day' : `nothing for ${days} days`
}

/**
 * Such as `Mum's phone: nothing for 9 days; 143 originals there were not safe at last contact`. `notSafe` null: it never said. Names no
 * photo: it is sent over other people's servers.
 */
export function quietSentence(quiet: {
  readonly name: string
  readonly silentMs: number
  readonly notSafe: number | null
}): string {
  return `${quiet.name}: ${silenceWords(quiet.silentMs)}; ${standingWords(quiet.notSafe)}`
}

function standingWords(notSafe: number | null): string {
  switch (notSafe) {
    case null:
      return 'it never said what it holds'
    case 0:
      return 'all its originals were safe at last contact'
    case 1:
      return '1 original there was not safe at last contact'
    default:
      return `${notSafe.toLocaleString('en')} originals there were not safe at last contact`
  }
}
