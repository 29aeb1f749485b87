import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { PASSWORD, setUpOwner } from '../system/processes/admit.ts'
import type { Running } from '../system/processes/rollcall-process.ts'
import { openScene } from '../system/processes/scene.ts'
import { until } from '../system/processes/until.ts'
import { builtApp } from './built-app.ts'

/** The name of the account, whose library is the one in {@link AppProcess}. */
const OWNER = 'ana'

/** The server as a process of its own, with the web app as it is built: for tests that stop it and start it again at the same address. */
export interface AppProcess extends AsyncDisposable {
  /** Without a slash at its end; browsers hold it to be safe. */
  readonly url: string
  /** Ends it at once, as a power cut would. */
  readonly kill: () => Promise<void>
  readonly start: () => Promise<void>
}

/** Builds the web app, unless `ROLLCALL_WEB` names a folder with a built one, and starts a server with one account. */
export async function startApp(quota = 'none'): Promise<AppProcess> {
  const scene = await openScene()
  const root = await mkdtemp(join(tmpdir(), 'rollcall-app-'))
  scene.defer(() => rm(root, { recursive: true, force: true }))
  const web = await builtApp(root)
  let port = 0
  let running: Running | null = null

  async function start(): Promise<void> {
    const data = join(scene.folder, 'data')
    const mine = scene.start(['serve', '--data', data, '--port', String(port), '--web', web])
    running = mine
    const url = await until(
      'a server that listens',
      () => /is running at (\S+)/.exec(mine.stdout())?.[1] ?? null,
    )
    port = Number(new URL(url).port)
  }

  await start()
  const first: Running | null = running
  const link = await until('a link for the owner', () => {
    return /http:\S+\/setup\?token=\S+/.exec((first as Running | null)?.stdout() ?? '')?.[0] ?? null
  })
  await setUpOwner(link, OWNER, quota)
  return {
    url: `http://localhost:${port}`,
    start,
    kill: async () => await running?.kill(),
    [Symbol.asyncDispose]: async () => await scene[Symbol.asyncDispose](),
  }
}

/** Signs in at the page that is shown, as the account's owner does. */
export async function signIn(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await page.getByLabel('Name', { exact: true }).fill(OWNER)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('navigation', { name: 'Places' }).first().waitFor()
}
