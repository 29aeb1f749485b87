import type { CheckedOriginal } from '@rollcall/platform-client'
import type { Asset, Resource } from '@rollcall/protocol'
import { useState } from 'react'
import { Button } from '../../../parts/button.tsx'
import { useAnswer } from '../../../shell/use-answer.ts'
import { useClientState } from '../../../shell/use-library.tsx'
import { useLibraryServer } from '../../../shell/use-server.tsx'
import { useSpeech } from '../../../words/use-words.tsx'
import styles from './info-panel.module.css'

/** So long ago that the server never reads anything back just to answer when it last did. */
const WHENEVER_MS = 100 * 365 * 24 * 3_600_000

/** The files of a photo on the server: their format and size, when each was last read back, and the button that reads them back now. */
export function ServerCopies({ asset }: { readonly asset: Asset }) {
  const { words } = useSpeech()
  const { viewer } = words
  const server = useLibraryServer()
  const { isOnline } = useClientState()
  const [asked, setAsked] = useState(0)
  const hashes = asset.resources.map(({ sha256 }) => sha256)
  const { value, isFresh } = useAnswer(
    async () => {
      const answer = await server?.checks.checkOriginals(hashes, asked === 0 ? WHENEVER_MS : 0)
      return answer?.ok === true ? answer.value : null
    },
    isOnline && server !== null ? asked : null,
    hashes.join(' '),
  )
  const isChecking = asked > 0 && !isFresh
  return (
    <>
      <h4>{viewer.server}</h4>
      <ul>
        {asset.resources.map((resource) => (
          <ServerCopy
            key={resource.sha256}
            resource={resource}
            checked={value?.find(({ sha256 }) => sha256 === resource.sha256) ?? null}
          />
        ))}
      </ul>
      {isOnline ? (
        <Button isDisabled={isChecking} onPress={() => setAsked((count) => count + 1)}>
          {isChecking ? viewer.checking : viewer.checkNow}
        </Button>
      ) : null}
    </>
  )
}

function ServerCopy({
  resource: { name, bytes, mime, state, sha256 },
  checked,
}: {
  readonly resource: Resource
  readonly checked: CheckedOriginal | null
}) {
  const { words, formats } = useSpeech()
  const { viewer } = words
  const what = `${name}, ${formats.bytes(bytes)}, ${mime}`
  const isLost = state !== 'present' || checked?.kind === 'missing'
  return (
    <li data-lost={isLost || undefined}>
      {isLost ? viewer.lostOnServer(what) : viewer.onServer(what)}
      {checked?.kind === 'held' ? (
        <span className={styles.checked}>{viewer.checkedAt(formats.here(checked.verifiedAt))}</span>
      ) : null}
      <code className={styles.hash}>{sha256.slice(0, 16)}…</code>
    </li>
  )
}
