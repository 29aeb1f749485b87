import type { AlbumId, DeviceSetting, DeviceSettingName, DeviceSettings } from '@rollcall/protocol'
import { batchesIn, settingsOf } from '@rollcall/sync'
import { listAlbums } from './album-tree.ts'
import type { ChosenDevice } from './choose-device.ts'
import { chooseDevice } from './choose-device.ts'
import { confirm } from './confirm.ts'
import { doDeed, followWords } from './deed.ts'
import { namesOn } from './describe-change.ts'
import type { FolderOptions } from './device-commands.ts'
import { CommandStop, EXIT } from './exit.ts'
import { findAlbum } from './find-album.ts'
import type { OpenDevice } from './open-device.ts'
import { openDevice } from './open-device.ts'
import { parseSetting } from './parse-setting.ts'
import { isoOf } from './photo-words.ts'
import type { SettingPreview } from './preview-setting.ts'
import { previewSetting } from './preview-setting.ts'
import { printable, printTable } from './print-table.ts'
import { SETTING_VALUES, SETTING_WORDS, settingNamed, settingValueWords } from './setting-words.ts'

/** Options of `rollcall settings`. */
export interface SettingsOptions extends FolderOptions {
  readonly device?: string
  readonly yes?: boolean
  readonly preview?: boolean
  /** The id of a preview: exactly that is done, or nothing. */
  readonly apply?: string
  /** See `conditionsOption`. */
  readonly conditions?: string
}

/**
 * `rollcall settings [NAME] [VALUE]`: what is chosen for a device, or chooses it. What a change would move here is shown first, and asked
 * about [R7]; for another device it is chosen at once and followed when that device is next heard. Works offline. Undo takes it back.
 */
export async function settingsCommand(
  name: string | undefined,
  value: string | undefined,
  options: SettingsOptions,
): Promise<number> {
  const device = openDevice(options.folder, { conditions: options.conditions })
  try {
    const target = chooseDevice(device, options.device)
    const known = name === undefined ? null : nameOf(name)
    if (known === null || value === undefined) {
      printSettings(device, target, known, options.json ?? false)
      return EXIT.done
    }
    const setting = readValue(device, target, known, value)
    return await chooseSetting(device, target, setting, options)
  } finally {
    device.close()
  }
}

/** Shows what a setting would change, asks, and chooses it. Answers the exit code: 1 when it was shown where somebody wanted it done. */
async function chooseSetting(
  device: OpenDevice,
  target: ChosenDevice,
  setting: DeviceSetting,
  options: Omit<SettingsOptions, 'folder'>,
): Promise<number> {
  const preview = target.isThis ? await previewSetting(device, setting) : null
  if (options.apply !== undefined && options.apply !== preview?.id)
    throw new CommandStop('Nothing was changed: things are not as they were shown. Look again first.')
  const isSure = options.yes === true || options.apply !== undefined || (preview?.lines.length ?? 0) === 0
  if (options.preview || (options.json && !isSure)) {
    tellPreview(preview, { target, setting }, options.json ?? false)
    return options.preview ? EXIT.done : EXIT.needsYou
  }
  if (!options.json) for (const { words } of preview?.lines ?? []) console.log(`  ${words}`)
  await confirm(`${sentenceOf(device, target, setting)}?`, isSure)
  const args = { deviceId: target.deviceId, setting }
  const { batchId } = doDeed(device, [{ op: 'setDeviceSetting', args }])
  if (options.json) {
    const done = { device: target.name, deviceId: target.deviceId, ...setting, chosen: true, batch: batchId }
    console.log(JSON.stringify({ ...done, preview: preview?.lines ?? null }))
  } else {
    console.log(`${sentenceOf(device, target, setting)}.`)
    if (!target.isThis) console.log(`${printable(target.name)} follows when it is next heard.`)
    console.log(followWords(device))
  }
  return EXIT.done
}

function nameOf(text: string): DeviceSettingName {
  const name = settingNamed(text)
  if (name !== null) return name
  const names = Object.keys(SETTING_WORDS).join(', ')
  throw new CommandStop(`There is no setting ${printable(text)}. Settings: ${names}.`, EXIT.wrongUse)
}

function readValue(
  { ports }: OpenDevice,
  { record }: ChosenDevice,
  name: DeviceSettingName,
  text: string,
): DeviceSetting {
  const view = ports.state.replica.view()
  const setting = parseSetting(name, text, {
    now: ports.clock.now(),
    held: settingsOf(record?.settings ?? {}),
    album: (wanted) => findAlbum(listAlbums(view), wanted, { types: ['album'] }).album.key,
  })
  if (setting !== null) return setting
  throw new CommandStop(
    `${printable(text)} is no value for ${name}: it takes ${SETTING_VALUES[name]}.`,
    EXIT.wrongUse,
  )
}

function sentenceOf(device: OpenDevice, target: ChosenDevice, { name, value }: DeviceSetting): string {
  const words = settingValueWords(name, value, namesOn(device).album)
  return `On ${printable(target.name)}, ${SETTING_WORDS[name]}: ${words}`
}

function tellPreview(
  preview: SettingPreview | null,
  { target, setting }: { readonly target: ChosenDevice; readonly setting: DeviceSetting },
  asJson: boolean,
): void {
  if (asJson) {
    const about = { device: target.name, deviceId: target.deviceId, ...setting, chosen: false }
    console.log(JSON.stringify({ ...about, id: preview?.id ?? null, preview: preview?.lines ?? null }))
    return
  }
  if (preview === null)
    console.log(`What it would move on ${printable(target.name)}, only that device can tell.`)
  else if (preview.lines.length === 0) console.log('As things are now, this changes nothing for any photo.')
  for (const { words } of preview?.lines ?? []) console.log(`  ${words}`)
  if (preview !== null)
    console.log(`To do exactly this, or nothing if it is no longer so: the same with --apply ${preview.id}`)
}

/** A setting, and who chose it when; null where nobody did, or nothing tells. */
interface ListedSetting {
  readonly name: DeviceSettingName
  readonly value: unknown
  readonly isDefault: boolean
  readonly chosenAt: number | null
  readonly chosenBy: string | null
}

function listSettings({ ports, config }: OpenDevice, { record }: ChosenDevice): readonly ListedSetting[] {
  const { records } = ports.state.replica.view()
  const deviceBySeq = new Map(
    batchesIn(records).flatMap(({ changes, deviceName }) =>
      changes.flatMap(({ field, seq }) => (field === 'setting' ? [[seq, deviceName] as const] : [])),
    ),
  )
  const settings: DeviceSettings = settingsOf(record?.settings ?? {})
  return (Object.keys(SETTING_WORDS) as DeviceSettingName[]).map((name) => {
    const edit = record?.edits[name]
    const isOwn = edit !== undefined && edit.clientId === ports.state.values.get('client_id')
    const by = edit === undefined ? null : (deviceBySeq.get(edit.seq) ?? null)
    return {
      name,
      value: settings[name],
      isDefault: edit === undefined,
      chosenAt: edit?.editedAt ?? null,
      chosenBy: isOwn ? config.deviceName : by,
    }
  })
}

function printSettings(
  device: OpenDevice,
  target: ChosenDevice,
  only: DeviceSettingName | null,
  asJson: boolean,
): void {
  const listed = listSettings(device, target).filter(({ name }) => only === null || name === only)
  if (asJson) {
    const settings = listed.map(({ chosenAt, ...each }) => ({ ...each, chosenAt: isoOf(chosenAt) }))
    console.log(JSON.stringify({ device: target.name, deviceId: target.deviceId, settings }))
    return
  }
  const albumOf = (id: AlbumId) => namesOn(device).album(id)
  console.log(`Settings of ${printable(target.name)}${target.isThis ? '' : ', as this device knows them'}\n`)
  printTable(
    ['setting', 'is', 'name', 'chosen'],
    listed.map((each) => [
      SETTING_WORDS[each.name],
      settingValueWords(each.name, each.value, albumOf),
      each.name,
      chosenWords(each),
    ]),
  )
  if (only !== null) console.log(`\nIt takes ${SETTING_VALUES[only]}.`)
  else console.log('\nTo change one: rollcall settings NAME VALUE')
}

function chosenWords({ isDefault, chosenAt, chosenBy }: ListedSetting): string {
  if (isDefault || chosenAt === null) return 'by default'
  const by = chosenBy === null ? '' : ` on ${printable(chosenBy)}`
  return `${new Date(chosenAt).toLocaleString()}${by}`
}
