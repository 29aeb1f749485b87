import type { DeviceId, DeviceSetting, DeviceSettings, KnownDevice } from '@rollcall/protocol'
import { useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { usePerform } from '../../shell/use-deeds.ts'
import { useSpeech } from '../../words/use-words.tsx'
import type { PreviewLine } from './setting-preview.ts'
import { needsPreview, previewSetting } from './setting-preview.ts'
import { settingValueWords } from './setting-value-words.ts'

/** A device whose settings are being chosen. */
export interface SettingsTarget {
  readonly deviceId: DeviceId
  readonly name: string
  readonly settings: DeviceSettings
  /** Null before the server has answered, or when the device never told anything. */
  readonly known: KnownDevice | null
}

/** Chooses a setting: at once where it moves nothing, after its sheet otherwise. */
export interface SettingChooser {
  readonly choose: (setting: DeviceSetting) => void
  /** The setting whose sheet is open. */
  readonly asked: Asked | null
  readonly answer: (isYes: boolean) => void
}

interface Asked {
  readonly setting: DeviceSetting
  readonly lines: readonly PreviewLine[]
  /** The device has reported anew while the sheet was open, and this is not what was shown first. */
  readonly isAnew: boolean
}

/** See {@link SettingChooser}. What is done is what was shown, or nothing [R7]. */
export function useSettingChooser(target: SettingsTarget): SettingChooser {
  const { words } = useSpeech()
  const perform = usePerform()
  const [asked, setAsked] = useState<Asked | null>(null)
  const linesOf = (setting: DeviceSetting) => {
    const report = target.known?.report ?? null
    return report === null ? [] : previewSetting(report, target.settings, setting)
  }
  const doIt = (setting: DeviceSetting) => {
    const args = { deviceId: target.deviceId, setting }
    void perform([{ op: 'setDeviceSetting', args }], words.sync.chosen(words.sync.settingNames[setting.name]))
  }
  return {
    asked,
    choose: (setting) => {
      const lines = linesOf(setting)
      const isBlind = (target.known?.report ?? null) === null && MOVING.has(setting.name)
      if (needsPreview(lines) || isBlind) setAsked({ setting, lines, isAnew: false })
      else doIt(setting)
    },
    answer: (isYes) => {
      if (!isYes || asked === null) {
        setAsked(null)
        return
      }
      const lines = linesOf(asked.setting)
      if (JSON.stringify(lines) !== JSON.stringify(asked.lines)) {
        setAsked({ setting: asked.setting, lines, isAnew: true })
        return
      }
      setAsked(null)
      doIt(asked.setting)
    },
  }
}

/** Settings that can move or delete bytes. */
const MOVING: ReadonlySet<DeviceSetting['name']> = new Set<DeviceSetting['name']>([
  'isOn',
  'mobileData',
  'unlimitedUpdates',
  'optimise',
  'budgetBytes',
  'keepDays',
  'freeFloorBytes',
])

/** The sheet of a setting that moves or stops something: a dry run, and the buttons that answer it. */
export function SettingSheet({
  target,
  chooser,
}: {
  readonly target: SettingsTarget
  readonly chooser: SettingChooser
}) {
  const { words, formats } = useSpeech()
  const { asked, answer } = chooser
  const known = target.known
  const reportedAt = known?.reportedAt ?? null
  const setting = asked?.setting ?? null
  return (
    <Sheet
      title={
        setting === null ? '' : words.sync.previewTitle(words.sync.settingNames[setting.name], target.name)
      }
      isOpen={asked !== null}
      onClose={() => answer(false)}
      actions={
        <>
          <Button onPress={() => answer(false)}>{words.parts.cancel}</Button>
          <Button look="main" onPress={() => answer(true)}>
            {words.sync.apply}
          </Button>
        </>
      }
    >
      {setting === null ? null : <p>{words.sync.becomes(settingValueWords(setting, words, formats))}</p>}
      {asked?.isAnew === true ? <p role="alert">{words.sync.previewStale}</p> : null}
      {known === null || known.report === null ? <p>{words.sync.previewBlind}</p> : null}
      <ul>
        {(asked?.lines ?? []).map((each) => (
          <li key={`${each.kind} ${each.items} ${each.bytes}`}>{lineWords(each)}</li>
        ))}
      </ul>
      {reportedAt === null ? null : <p>{words.sync.previewFrom(formats.here(reportedAt))}</p>}
    </Sheet>
  )

  function lineWords({ kind, items, bytes, sentence }: PreviewLine): string {
    const { preview } = words.sync
    if (kind === 'next') return preview.next(sentence ?? '')
    if (kind === 'stops' || kind === 'costs' || kind === 'drains') return preview[kind]
    return preview[kind](words.sync.originals(formats.count(items), items), formats.bytes(bytes))
  }
}
