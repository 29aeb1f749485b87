import { execFileSync } from 'node:child_process'
import { openStage } from '../stage/stage.ts'
import { formatMs, median } from './median.ts'

/** How long the server takes to listen, from the start of its process, and what it holds in memory when idle. */
export async function benchServer({ rounds }: { readonly rounds: number }): Promise<void> {
  const starts: number[] = []
  const residents: number[] = []
  for (let round = 0; round < rounds; round++) {
    const stage = await openStage()
    starts.push(stage.startedInMs)
    residents.push(residentMegabytes(stage.serverPid))
    await stage.close()
  }
  console.log(`server: start and idle memory (median of ${rounds})`)
  console.log(`  first answer ${formatMs(median(starts))}   resident ${Math.round(median(residents))} MB`)
}

/** Resident memory of a process and its children: the command line's front door starts the server as its child. */
function residentMegabytes(pid: number): number {
  const table = execFileSync('ps', ['-eo', 'pid=,ppid=,rss='], { encoding: 'utf8' })
  const rows = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
  const largest = rows
    .filter(([own, parent]) => own === pid || parent === pid)
    .map(([, , kilobytes]) => kilobytes ?? 0)
  return Math.max(...largest) / 1024
}
