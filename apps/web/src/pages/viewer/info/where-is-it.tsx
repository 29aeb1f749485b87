import type { Asset, DeviceRecord, KnownDevice } from '@rollcall/protocol'
import { settingsOf } from '@rollcall/sync'
import { Link } from 'wouter'
import type { CellPhoto } from '../../../engine/library-client.ts'
import { Button } from '../../../parts/button.tsx'
import { useAnswer } from '../../../shell/use-answer.ts'
import { useClientState, useLibrary } from '../../../shell/use-library.tsx'
import { useLibraryServer } from '../../../shell/use-server.tsx'
import { useSpeech } from '../../../words/use-words.tsx'
import { holdingOf } from './device-holding.ts'
import styles from './info-panel.module.css'
import { ServerCopies } from './server-copies.tsx'

/** Where the files of a photo are: on the server, here, on other devices; and why it is not synced, with what to do about it. */
export function WhereIsIt({ asset, photo }: { readonly asset: Asset; readonly photo: CellPhoto }) {
  const { words } = useSpeech()
  const { viewer } = words
  return (
    <section className={styles.where} aria-label={viewer.where}>
      <h3>{viewer.where}</h3>
      <ServerCopies asset={asset} />
      <h4>{viewer.thisBrowser}</h4>
      <p>{viewer.browserKeeps}</p>
      <OtherDevices asset={asset} />
      <WhyNot asset={asset} photo={photo} />
    </section>
  )
}

function OtherDevices({ asset }: { readonly asset: Asset }) {
  const { words } = useSpeech()
  const { viewer } = words
  const server = useLibraryServer()
  const library = useLibrary()
  const { isOnline } = useClientState()
  const { value } = useAnswer(
    async () => {
      const answer = await server?.devices.knownDevices()
      return { known: answer?.ok === true ? answer.value : null, records: await library.devices() }
    },
    isOnline && server !== null ? 'known' : null,
  )
  const others = value?.known?.devices.filter(({ isCurrent }) => !isCurrent) ?? []
  if (isOnline && others.length === 0) return null
  return (
    <>
      <h4>{viewer.devices}</h4>
      {isOnline ? (
        <ul>
          {others.map((device) => (
            <li key={device.deviceId}>
              <Link href={`/sync/devices/${device.deviceId}`}>{device.name}</Link>:{' '}
              <DeviceWords device={device} records={value?.records ?? []} asset={asset} />
            </li>
          ))}
        </ul>
      ) : (
        <p>{viewer.deviceAsk}</p>
      )}
    </>
  )
}

function DeviceWords({
  device,
  records,
  asset,
}: {
  readonly device: KnownDevice
  readonly records: readonly DeviceRecord[]
  readonly asset: Asset
}) {
  const { words, formats } = useSpeech()
  const { holding, deviceQuiet } = words.viewer
  const { deviceId, reportedAt } = device
  const chosen = records.find(({ key }) => key === deviceId)?.settings ?? {}
  const known = holdingOf(device, settingsOf(chosen), asset)
  const told =
    known.kind === 'some'
      ? holding.some(formats.count(known.here), formats.count(known.of))
      : holding[known.kind]
  return reportedAt === null ? told : `${told}, ${deviceQuiet(formats.here(reportedAt))}`
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
