import { verifyLineSchema } from '@rollcall/protocol'
import { formatBytes } from '@rollcall/sync'
import { SingleBar } from 'cli-progress'
import { valueOf } from './describe-problem.ts'
import type { FolderOptions } from './device-commands.ts'
import { CommandStop, EXIT } from './exit.ts'
import { openDevice } from './open-device.ts'
import { printable } from './print-table.ts'

/** The longest line of the server's answer that is read. */
const LINE_MAX = 1024 * 1024

/**
 * `rollcall verify`: has the server read the original of every live photo of this library again and compare it with its hash
 * [R4]; with `--all`, also the trash and what no photo names. Exit code 1 when one is damaged.
 */
export async function verifyCommand(options: FolderOptions & { readonly all?: boolean }): Promise<number> {
  const device = openDevice(options.folder)
  const bar =
    process.stderr.isTTY && !options.json
      ? new SingleBar({ format: '{bar} {value} of {total} originals' })
      : null
  try {
    const response = valueOf(await device.ports.api.verify(options.all ? 'everything' : 'live'))
    const failures: unknown[] = []
    bar?.start(1, 0)
    for await (const text of linesOf(response)) {
      const line = verifyLineSchema.parse(JSON.parse(text))
      if (line.kind === 'progress') {
        bar?.setTotal(Math.max(1, line.of))
        bar?.update(line.checked)
      } else if (line.kind === 'failure') {
        failures.push(line)
        if (!options.json)
          console.log(
            `✕ ${line.names.map(printable).join(', ') || line.sha256}: ${line.code} (${line.sha256})`,
          )
      } else {
        bar?.stop()
        const { checked, bytes, milliseconds } = line
        const mbPerSecond = milliseconds === 0 ? 0 : Math.round(bytes / 1000 / milliseconds)
        if (options.json) console.log(JSON.stringify({ checked, bytes, milliseconds, mbPerSecond, failures }))
        else
          console.log(
            `${checked} originals read back, ${formatBytes(bytes)}, ${mbPerSecond} MB/s, ${line.failures} damaged.`,
          )
        return line.failures === 0 ? EXIT.done : EXIT.needsYou
      }
    }
    throw new CommandStop('The server stopped before it had read everything.')
  } finally {
    bar?.stop()
    device.close()
  }
}

async function* linesOf(response: Response): AsyncIterable<string> {
  if (response.body === null) return
  let rest = ''
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > LINE_MAX)
      throw new CommandStop('The server answers in a form that this Rollcall does not know.')
    for (const line of lines) if (line !== '') yield line
  }
  if (rest !== '') yield rest
}
