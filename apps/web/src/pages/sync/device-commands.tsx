import { createBrowserRandom } from '@rollcall/platform-browser'
import type { Command, CommandRecord, DeviceReport } from '@rollcall/protocol'
import { commandIdSchema } from '@rollcall/protocol'
import { useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Card } from '../../parts/card.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { usePerform } from '../../shell/use-deeds.ts'
import type { Formats } from '../../words/formats.ts'
import { useSpeech } from '../../words/use-words.tsx'
import type { Words } from '../../words/en.ts'
import type { SettingsTarget } from './setting-sheet.tsx'
import styles from './sync-page.module.css'

const COMMANDS: readonly Command[] = [
  { what: 'sync_now' },
  { what: 'retry' },
  { what: 'restart_sync' },
  { what: 'reset_connections' },
  { what: 'free_up_space', bytes: null },
  { what: 'fetch', assetIds: null },
  { what: 'check' },
]

/** What a device can be asked to do from here, and what came of it. */
export function DeviceCommands({
  target,
  commands,
}: {
  readonly target: SettingsTarget
  readonly commands: readonly CommandRecord[]
}) {
  const { words, formats } = useSpeech()
  const perform = usePerform()
  const [asked, setAsked] = useState<Command | null>(null)
  const report = target.known?.report ?? null
  const issue = (command: Command) => {
    const commandId = commandIdSchema.parse(createBrowserRandom().hex(16))
    const args = { target: target.deviceId, commandId, command }
    void perform([{ op: 'issueCommand', args }], words.sync.commandAsked(words.sync.commands[command.what]))
    setAsked(null)
  }
  return (
    <Card title={words.sync.sections.deeds}>
      <div className={styles.times}>
        {COMMANDS.map((command) => (
          <Button
            key={command.what}
            onPress={() =>
              whatOf(command, report, words, formats) === null ? issue(command) : setAsked(command)
            }
          >
            {words.sync.commands[command.what]}
          </Button>
        ))}
      </div>
      <CommandList commands={commands} />
      <Sheet
        title={asked === null ? '' : words.sync.commandSheet(words.sync.commands[asked.what], target.name)}
        isOpen={asked !== null}
        onClose={() => setAsked(null)}
        actions={
          <>
            <Button onPress={() => setAsked(null)}>{words.parts.cancel}</Button>
            <Button
              look="main"
              onPress={() => {
                if (asked !== null) issue(asked)
              }}
            >
              {words.sync.apply}
            </Button>
          </>
        }
      >
        <p>{asked === null ? '' : whatOf(asked, report, words, formats)}</p>
      </Sheet>
    </Card>
  )
}

/** What a command would move, as far as the last report tells; null for one that moves nothing. */
function whatOf(
  { what }: Command,
  report: DeviceReport | null,
  { sync }: Words,
  formats: Formats,
): string | null {
  if (what !== 'sync_now' && what !== 'free_up_space' && what !== 'fetch') return null
  if (report === null) return sync.previewBlind
  const { counts, total, originalsHere, originalBytesHere, findings } = report
  if (what === 'free_up_space') return sync.commandWhat.free_up_space(formats.bytes(originalBytesHere))
  const originals = (count: number) => sync.originals(formats.count(count), count)
  if (what === 'fetch')
    return sync.commandWhat.fetch(originals(Math.max(0, total - counts.deleted - originalsHere)))
  const bytes = findings.reduce((sum, each) => sum + each.bytes, 0)
  return sync.commandWhat.sync_now(originals(counts.waiting + counts.inProgress), formats.bytes(bytes))
}

/** Each command that was asked of a device, and how it ended. */
function CommandList({ commands }: { readonly commands: readonly CommandRecord[] }) {
  const { words, formats } = useSpeech()
  if (commands.length === 0) return null
  return (
    <>
      <h3>{words.sync.asked}</h3>
      <ul className={styles.rows}>
        {commands
          .toSorted((one, other) => other.issuedAt - one.issuedAt)
          .map((record) => (
            <li key={record.key} className={styles.row}>
              <span>
                {words.sync.commandLine(
                  words.sync.commands[record.command.what],
                  record.issuedBy,
                  formats.here(record.issuedAt),
                )}
              </span>
              <span className={styles.quiet}>
                {words.sync.commandStates[record.state]}
                {outcomeOf(record, words, formats)}
              </span>
            </li>
          ))}
      </ul>
    </>
  )
}

function outcomeOf({ facts }: CommandRecord, { sync }: Words, formats: Formats): string {
  const { items, because, line } = facts
  if (typeof items === 'number') return ` · ${sync.originals(formats.count(items), items)}`
  const said = because ?? line
  return typeof said === 'string' ? ` · ${said}` : ''
}
