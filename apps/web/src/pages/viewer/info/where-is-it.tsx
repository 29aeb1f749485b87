import type { Asset, KnownDevice } from '@rollcall/protocol'
import { Link } from 'wouter'
import type { CellPhoto } from '../../../engine/library-client.ts'
import { Button } from '../../../parts/button.tsx'
import { useAnswer } from '../../../shell/use-answer.ts'
import { useClientState, useLibrary } from '../../../shell/use-library.tsx'
import { useLibraryServer } from '../../../shell/use-server.tsx'
import { useSpeech } from '../../../words/use-words.tsx'
import styles from './info-panel.module.css'

/** Where the files of a photo are: on the server, here, on other devices; and why it is not synced, with what to do about it. */
export function WhereIsIt({ asset, photo }: { readonly asset: Asset; readonly photo: CellPhoto }) {
  const { words, formats } = useSpeech()
  const { viewer } = words
  return (
    <section className={styles.where} aria-label={viewer.where}>
      <h3>{viewer.where}</h3>
      <h4>{viewer.server}</h4>
      <ul>
        {asset.resources.map(({ sha256, name, bytes, mime, state }) => {
          const what = `${name}, ${formats.bytes(bytes)}, ${mime}`
          return (
            <li key={sha256} data-lost={state === 'lost' || undefined}>
              {state === 'present' ? viewer.onServer(what) : viewer.lostOnServer(what)}
              <code className={styles.hash}>{sha256.slice(0, 16)}…</code>
            </li>
          )
        })}
      </ul>
      <h4>{viewer.thisBrowser}</h4>
      <p>{viewer.browserKeeps}</p>
      <OtherDevices />
      <WhyNot asset={asset} photo={photo} />
    </section>
  )
}

function OtherDevices() {
  const { words } = useSpeech()
  const { viewer } = words
  const server = useLibraryServer()
  const { isOnline } = useClientState()
  const { value } = useAnswer(
    async () => {
      const answer = await server?.devices.knownDevices()
      return answer?.ok === true ? answer.value : null
    },
    isOnline && server !== null ? 'known' : null,
  )
  const others = value?.devices.filter(({ isCurrent }) => !isCurrent) ?? []
  if (isOnline && others.length === 0) return null
  return (
    <>
      <h4>{viewer.devices}</h4>
      {isOnline ? (
        <ul>
          {others.map((device) => (
            <li key={device.deviceId}>
              <Link href={`/sync/devices/${device.deviceId}`}>{device.name}</Link>:{' '}
              <DeviceWords device={device} />
            </li>
          ))}
        </ul>
      ) : (
        <p>{viewer.deviceAsk}</p>
      )}
    </>
  )
}

function DeviceWords({ device: { report, lastHeardAt } }: { readonly device: KnownDevice }) {
  const { words, formats } = useSpeech()
  const { viewer } = words
  if (report === null) return viewer.deviceNever
  const { safe, waiting, blocked, inProgress } = report.counts
  const open = waiting + blocked + inProgress
  const told = open === 0 ? viewer.deviceAll(formats.count(safe)) : viewer.deviceWaits(formats.count(open))
  return `${told}, ${viewer.deviceQuiet(formats.here(lastHeardAt))}`
}

function WhyNot({ asset, photo }: { readonly asset: Asset; readonly photo: CellPhoto }) {
  const { words } = useSpeech()
  const { viewer } = words
  const library = useLibrary()
  const { uploads, away } = useClientState()
  const upload = uploads.find(({ assetId }) => assetId === asset.id)
  if (photo.badge === null) return <p>{viewer.whyNothing}</p>
  const sentence = upload?.sentence ?? away?.sentence ?? viewer.whySending
  return (
    <>
      <h4>{viewer.why}</h4>
      <p>{sentence}</p>
      <Button
        onPress={() => {
          library.retryUploads()
          library.wake()
        }}
      >
        {viewer.retry}
      </Button>
    </>
  )
}
