import { PROTOCOL_HEADER, PROTOCOL_VERSION } from '@rollcall/protocol'
import type { Page } from 'playwright-core'
import { PASSWORD } from '../system/server/server-harness.ts'

/** Signs a browser in without its form, which other tests are about, and waits until its library is open. */
export async function signInBrowser(
  page: Page,
  url: string,
  { account, deviceName = 'Chromium' }: { readonly account: string; readonly deviceName?: string },
): Promise<void> {
  await page.goto(url)
  await page.evaluate(
    async ([header, version, who]) => {
      const headers = { 'content-type': 'application/json', [header]: version }
      const answer = await fetch('/api/v1/web-sessions', { method: 'POST', headers, body: who })
      if (!answer.ok) throw new Error(await answer.text())
    },
    [
      PROTOCOL_HEADER,
      String(PROTOCOL_VERSION),
      JSON.stringify({ account, password: PASSWORD, deviceName }),
    ] as const,
  )
  await page.goto(url)
  await page.getByRole('navigation').first().waitFor()
}
