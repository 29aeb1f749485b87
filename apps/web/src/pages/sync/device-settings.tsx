import type { DeviceSetting } from '@rollcall/protocol'
import { isPaused } from '@rollcall/sync'
import { useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { Choice } from '../../parts/choice.tsx'
import { Toggle } from '../../parts/toggle.tsx'
import { useServer } from '../../shell/use-server.tsx'
import { useSpeech } from '../../words/use-words.tsx'
import { PinnedAlbums } from './pinned-albums.tsx'
import type { SettingsTarget } from './setting-sheet.tsx'
import { clockText, minuteOf, settingValueWords } from './setting-value-words.ts'
import styles from './sync-page.module.css'

/** A group of settings of a device. `choose` shows what a choice would move before it is made. */
export interface SettingsProps {
  readonly target: SettingsTarget
  readonly choose: (setting: DeviceSetting) => void
}

const HOUR_MS = 3_600_000

/** The hour at which a pause until the morning ends, on this browser's wall. */
const MORNING_HOUR = 8

/** Whether the device syncs, and its pause. */
export function SyncSettings({ target: { settings }, choose }: SettingsProps) {
  const { words, formats } = useSpeech()
  const { clock } = useServer()
  const now = clock.now()
  const pause = (value: number | 'resumed' | null) => choose({ name: 'pausedUntil', value })
  return (
    <Card title={words.sync.sections.sync}>
      <div className={styles.rows}>
        <Toggle isOn={settings.isOn} onChange={(value) => choose({ name: 'isOn', value })}>
          {words.sync.settingNames.isOn}
        </Toggle>
        <div className={styles.row}>
          <span>
            {isPaused(settings, now)
              ? settingValueWords({ name: 'pausedUntil', value: settings.pausedUntil }, words, formats)
              : words.sync.pause}
          </span>
          <span className={styles.times}>
            {isPaused(settings, now) ? (
              <Button look="main" onPress={() => pause(null)}>
                {words.sync.resume}
              </Button>
            ) : (
              <>
                <Button onPress={() => pause(now + HOUR_MS)}>{words.sync.pauseHour}</Button>
                <Button onPress={() => pause(nextMorning(now))}>{words.sync.pauseTomorrow}</Button>
                <Button onPress={() => pause('resumed')}>{words.sync.pauseOpen}</Button>
              </>
            )}
          </span>
        </div>
      </div>
    </Card>
  )
}

function nextMorning(now: number): number {
  const morning = new Date(now)
  morning.setDate(morning.getDate() + 1)
  return morning.setHours(MORNING_HOUR, 0, 0, 0)
}

/** Bytes a second that can be chosen from; any other is kept, and shown as it is. */
const BANDWIDTHS = [500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000, 50_000_000]

/** Which networks may be used, and how much of them. */
export function NetworkSettings({ target: { settings }, choose }: SettingsProps) {
  const { words, formats } = useSpeech()
  const { settingNames } = words.sync
  const speeds = choicesWith(BANDWIDTHS, settings.bandwidth)
  return (
    <Card title={words.sync.sections.network}>
      <div className={styles.rows}>
        <Toggle isOn={settings.mobileData} onChange={(value) => choose({ name: 'mobileData', value })}>
          {settingNames.mobileData}
        </Toggle>
        <Toggle
          isOn={settings.unlimitedUpdates}
          isDisabled={!settings.mobileData}
          onChange={(value) => choose({ name: 'unlimitedUpdates', value })}
        >
          {settingNames.unlimitedUpdates}
        </Toggle>
        <Choice
          label={settingNames.lowData}
          value={settings.lowData}
          options={[
            ['wait', words.sync.lowData.wait],
            ['ignore', words.sync.lowData.ignore],
          ]}
          onChange={(value) => choose({ name: 'lowData', value })}
        />
        <Choice
          label={settingNames.bandwidth}
          value={String(settings.bandwidth ?? '')}
          options={[
            ['', words.sync.asMuch],
            ...speeds.map((each) => [String(each), words.sync.aSecond(formats.bytes(each))] as const),
          ]}
          onChange={(value) => choose({ name: 'bandwidth', value: value === '' ? null : Number(value) })}
        />
      </div>
    </Card>
  )
}

/** Per cent of the battery that can be chosen from. */
const BATTERY_FLOORS = [0, 10, 20, 30, 50, 80]

/** When it may use power, and at which hours. */
export function PowerSettings({ target: { settings }, choose }: SettingsProps) {
  const { words, formats } = useSpeech()
  const { settingNames, power } = words.sync
  return (
    <Card title={words.sync.sections.power}>
      <div className={styles.rows}>
        <Choice
          label={settingNames.power}
          value={settings.power}
          options={[
            ['always', power.always],
            ['smart', power.smart],
            ['charging', power.charging],
          ]}
          onChange={(value) => choose({ name: 'power', value })}
        />
        <Choice
          label={settingNames.batteryFloor}
          value={String(settings.batteryFloor)}
          options={choicesWith(BATTERY_FLOORS, settings.batteryFloor).map(
            (each) => [String(each), formats.percent(each / 100)] as const,
          )}
          onChange={(value) => choose({ name: 'batteryFloor', value: Number(value) })}
        />
        <Hours key={JSON.stringify(settings.schedule)} schedule={settings.schedule} choose={choose} />
      </div>
    </Card>
  )
}

/** Hours that are suggested to who has chosen none: the night. */
const NIGHT = { fromMinute: 22 * 60, toMinute: 6 * 60 }

function Hours({
  schedule,
  choose,
}: {
  readonly schedule: SettingsTarget['settings']['schedule']
  readonly choose: SettingsProps['choose']
}) {
  const { words, formats } = useSpeech()
  const [from, setFrom] = useState(clockText((schedule ?? NIGHT).fromMinute))
  const [to, setTo] = useState(clockText((schedule ?? NIGHT).toMinute))
  const [fromMinute, toMinute] = [minuteOf(from), minuteOf(to)]
  const value = fromMinute === null || toMinute === null ? null : { fromMinute, toMinute }
  return (
    <div className={styles.row}>
      <span>
        {words.sync.settingNames.schedule}:{' '}
        {settingValueWords({ name: 'schedule', value: schedule }, words, formats)}
      </span>
      <span className={styles.times}>
        <input
          type="time"
          className={styles.time}
          aria-label={words.sync.from}
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        <input
          type="time"
          className={styles.time}
          aria-label={words.sync.to}
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
        <Button isDisabled={value === null} onPress={() => choose({ name: 'schedule', value })}>
          {words.sync.setHours}
        </Button>
        {schedule === null ? null : (
          <Button onPress={() => choose({ name: 'schedule', value: null })}>{words.sync.clearHours}</Button>
        )}
      </span>
    </div>
  )
}

const GIGABYTE = 1_000_000_000
const BUDGETS = [1, 2, 5, 10, 20, 50, 100, 200, 500].map((count) => count * GIGABYTE)
const DAYS = [0, 7, 30, 90, 365]

/** What it keeps there: originals, or smaller versions of them. */
export function StorageSettings({ target: { settings }, choose }: SettingsProps) {
  const { words, formats } = useSpeech()
  const { settingNames } = words.sync
  return (
    <Card title={words.sync.sections.storage}>
      <div className={styles.rows}>
        <Toggle isOn={settings.optimise} onChange={(value) => choose({ name: 'optimise', value })}>
          {settingNames.optimise}
        </Toggle>
        {settings.optimise ? (
          <>
            <Choice
              label={settingNames.budgetBytes}
              value={String(settings.budgetBytes ?? '')}
              options={[
                ['', words.sync.noBudget],
                ...choicesWith(BUDGETS, settings.budgetBytes).map(
                  (each) => [String(each), formats.bytes(each)] as const,
                ),
              ]}
              onChange={(value) =>
                choose({ name: 'budgetBytes', value: value === '' ? null : Number(value) })
              }
            />
            <Choice
              label={settingNames.freeFloorBytes}
              value={String(settings.freeFloorBytes)}
              options={choicesWith(BUDGETS, settings.freeFloorBytes).map(
                (each) => [String(each), formats.bytes(each)] as const,
              )}
              onChange={(value) => choose({ name: 'freeFloorBytes', value: Number(value) })}
            />
            <Choice
              label={settingNames.keepDays}
              value={String(settings.keepDays)}
              options={choicesWith(DAYS, settings.keepDays).map(
                (each) => [String(each), words.sync.days(formats.count(each), each)] as const,
              )}
              onChange={(value) => choose({ name: 'keepDays', value: Number(value) })}
            />
            <PinnedAlbums
              pinned={settings.pinnedAlbums}
              onChange={(value) => choose({ name: 'pinnedAlbums', value })}
            />
          </>
        ) : null}
      </div>
    </Card>
  )
}

/** The usual choices, and the one that was made where it is another. */
function choicesWith(usual: readonly number[], chosen: number | null): readonly number[] {
  if (chosen === null || usual.includes(chosen)) return usual
  return [...usual, chosen].toSorted((one, other) => one - other)
}
