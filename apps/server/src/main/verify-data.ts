import type { VerifyLine } from '@rollcall/protocol'
import { formatSize } from '../accounts/size.ts'
import type { ServerPorts } from '../http/server-ports.ts'
import { verifyLibrary } from '../uploads/verify.ts'

/** A stored original that is not what it was, and whose. */
type Failure = Omit<Extract<VerifyLine, { kind: 'failure' }>, 'kind'> & { readonly account: string }

/** What reading every stored original again showed. */
export interface VerifyReport {
  readonly checked: number
  readonly bytes: number
  readonly milliseconds: number
  readonly failures: readonly Failure[]
}

/** Reads every original of every library again, one library after the other, telling `onProgress` how far it is. */
export async function verifyData(
  ports: ServerPorts,
  stop: AbortSignal,
  onProgress: (account: string, line: Extract<VerifyLine, { kind: 'progress' }>) => void,
): Promise<VerifyReport> {
  const failures: Failure[] = []
  let checked = 0
  let bytes = 0
  let milliseconds = 0
  for (const { name, libraryId } of await ports.store.accounts.list()) {
    for await (const line of verifyLibrary(ports, libraryId, { signal: stop })) {
      if (line.kind === 'progress') onProgress(name, line)
      else if (line.kind === 'failure') failures.push({ account: name, ...withoutKind(line) })
      else {
        checked += line.checked
        bytes += line.bytes
        milliseconds += line.milliseconds
      }
    }
  }
  return { checked, bytes, milliseconds, failures }
}

/** A report for people, one line each. */
export function describeReport({ checked, bytes, milliseconds, failures }: VerifyReport): readonly string[] {
  const speed = milliseconds === 0 ? '' : `, ${(bytes / 1000 / milliseconds).toFixed(0)} MB/s`
  const lines = [
    `Checked ${checked} originals, ${formatSize(bytes)}, in ${(milliseconds / 1000).toFixed(1)} s${speed}.`,
  ]
  if (failures.length === 0) return [...lines, 'Every one is what it was.']
  lines.push(
    `${failures.length} are not what they were. A device that still has the file sends it again by itself:`,
  )
  for (const { account, sha256, code, names } of failures) {
    lines.push(`  ${WORDS[code]}  ${sha256}  ${account}: ${names.join(', ') || 'no photo names it'}`)
  }
  return lines
}

const WORDS: Readonly<Record<Failure['code'], string>> = {
  missing: 'missing   ',
  readback_mismatch: 'changed   ',
  unreadable: 'unreadable',
}

function withoutKind({
  kind: _kind,
  ...failure
}: Extract<VerifyLine, { kind: 'failure' }>): Omit<Failure, 'account'> {
  return failure
}
