import { cpSync, existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { hashFolder } from '../stage/hash-folder.ts'
import type { Stage } from '../stage/stage.ts'
import { openStage, rollcall } from '../stage/stage.ts'

/*
 * The main job in a terminal, in under a minute: a server, two devices, photos put into one of them, live progress, then the
 * roll call of both and a comparison byte for byte. Everything is real and happens in a temporary folder.
 */

/** How often the roll is called while photos move. */
const LOOK_EVERY_MS = 400

/** The demonstration gives up after this. */
const GIVE_UP_AFTER_MS = 10 * 60 * 1000

const SAMPLES = join(import.meta.dirname, '../samples/DCIM')
const BAR_WIDTH = 30

/** Files that stayed behind are named up to so many. */
const NAMED_MAX = 5

/** What `rollcall status --json` answers, as far as it is shown here. */
interface Roll {
  readonly total: number
  readonly safe: number
  readonly inProgress: number
  readonly waiting: number
  readonly blocked: number
  readonly excluded: number
}

process.exitCode = await main()

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { media: { type: 'string' }, help: { type: 'boolean' } } })
  if (values.help) {
    console.log(
      'npm run demo [-- --media DIR]   DIR: a folder of photos and videos; default: the samples of this project',
    )
    return 0
  }
  const media = resolve(values.media ?? SAMPLES)
  if (!existsSync(media)) {
    console.error(`There is no folder at ${media}.`)
    return 2
  }
  const stage = await openStage()
  try {
    return await play(stage, media)
  } finally {
    await stage.close()
  }
}

async function play(stage: Stage, media: string): Promise<number> {
  console.log(`A server runs at ${stage.url}, with an empty library.`)
  const phone = await stage.link('phone')
  const laptop = await stage.link('laptop')
  console.log('Two devices are linked to it: "phone" and "laptop", each a folder.\n')
  stage.keepSyncing(phone)
  stage.keepSyncing(laptop)
  cpSync(media, join(phone, 'DCIM'), { recursive: true, preserveTimestamps: true })
  console.log(`The photos of ${media} are put into the phone's folder. Both devices sync by themselves:`)
  const isSafe = await watchProgress(phone, laptop)
  for (const folder of [phone, laptop]) {
    const { stdout } = await rollcall(['status', '--folder', folder])
    console.log(`\n${stdout.replaceAll(stage.root, '').trimEnd()}`)
  }
  return isSafe ? compare(phone, laptop) : 1
}

async function watchProgress(phone: string, laptop: string): Promise<boolean> {
  const deadline = performance.now() + GIVE_UP_AFTER_MS
  while (performance.now() < deadline) {
    const rolls = await Promise.all([readRoll(phone), readRoll(laptop)])
    const [here, there] = rolls
    const isSafe = rolls.every((roll) => roll.total > 0 && roll.safe + roll.excluded === roll.total)
    show(`  phone  ${drawBar(here)}    laptop ${drawBar(there, here.safe)}`)
    if (isSafe && there.safe >= 1 && (await isRollStill(phone, laptop, rolls))) {
      if (process.stdout.isTTY) console.log()
      return true
    }
    await sleep(LOOK_EVERY_MS)
  }
  console.log('\nIt takes longer than a demonstration should.')
  return false
}

/** Whether nothing moved since: the laptop may be all safe before it has heard of the last photo. */
async function isRollStill(phone: string, laptop: string, before: readonly Roll[]): Promise<boolean> {
  await sleep(LOOK_EVERY_MS)
  const after = await Promise.all([readRoll(phone), readRoll(laptop)])
  return JSON.stringify(after) === JSON.stringify(before)
}

async function readRoll(folder: string): Promise<Roll> {
  const { stdout } = await rollcall(['status', '--json', '--folder', folder])
  return JSON.parse(stdout)
}

function drawBar({ safe, total, excluded }: Roll, of = total - excluded): string {
  const most = Math.max(1, of, safe)
  const filled = Math.round((safe / most) * BAR_WIDTH)
  return `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${safe}/${most}`
}

function show(line: string): void {
  if (process.stdout.isTTY) process.stdout.write(`\r${line}`)
  else console.log(line)
}

function compare(phone: string, laptop: string): number {
  const here = hashFolder(phone)
  const there = new Set(hashFolder(laptop).values())
  const missing = [...here].filter(([, sha256]) => !there.has(sha256)).map(([path]) => path)
  const extra = [...there].filter((sha256) => ![...here.values()].includes(sha256))
  console.log(
    `\nByte for byte: ${here.size - missing.length} of the phone's ${here.size} files are on the laptop, SHA-256 equal.`,
  )
  if (missing.length > 0) {
    const named = missing.slice(0, NAMED_MAX).join(', ')
    const more = missing.length > NAMED_MAX ? ` and ${missing.length - NAMED_MAX} more` : ''
    console.log(`Not there, because they are neither photo, video nor sidecar: ${named}${more}`)
  }
  if (extra.length > 0)
    console.log(`${extra.length} files on the laptop are not the phone's. That must not be.`)
  return extra.length === 0 ? 0 : 1
}
