import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Page } from 'playwright-core'
import { PASSWORD, requestOf } from '../system/server/server-harness.ts'
import { withoutChromium } from './find-chromium.ts'
import type { OpenBrowser, Person } from './open-browser.ts'
import { openBrowser } from './open-browser.ts'
import { ownComplaints } from './own-complaints.ts'
import type { ServedApp } from './serve-app.ts'
import { serveApp } from './serve-app.ts'

describe('the way in', { skip: withoutChromium() }, () => {
  let app: ServedApp
  let browser: OpenBrowser
  before(async () => {
    app = await serveApp()
    await app.server.addAccount('ana')
    browser = await openBrowser()
  })
  after(async () => {
    await browser[Symbol.asyncDispose]()
    await app[Symbol.asyncDispose]()
  })

  async function signIn(page: Page, password = PASSWORD): Promise<void> {
    await page.getByLabel('Name').fill('ana')
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  }

  /** Somebody who has signed in at an address of the app. */
  async function signedIn(path: string): Promise<Person> {
    const person = await browser.person()
    await person.page.goto(`${app.url}${path}`)
    await signIn(person.page)
    await person.page.getByRole('navigation', { name: 'Places' }).waitFor()
    return person
  }

  async function signOut(page: Page): Promise<void> {
    await page.goto(`${app.url}/settings/account`)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  }

  test('with a password: what is wrong is said, the address is kept, and signing out forgets who it was', async () => {
    const { page, context, complaints } = await browser.person()
    await page.goto(`${app.url}/settings/server`)
    await signIn(page, 'not the password')
    await page.getByText('The name or the password is not right.').waitFor()
    await signIn(page)
    await page.getByRole('heading', { name: 'Settings' }).waitFor()
    await page.getByText('0.1.0', { exact: true }).waitFor()
    await signOut(page)
    assert.deepEqual(await context.cookies(), [])
    await page.reload()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await signIn(page)
    await page.getByRole('navigation', { name: 'Places' }).waitFor()
    assert.deepEqual(ownComplaints(complaints()), [])
    await context.close()
  })

  test('with a passkey, which is added in the settings, named, and signs in without a name; removed, it opens nothing', async () => {
    const { page, context, complaints } = await signedIn('/settings/security')
    const devtools = await context.newCDPSession(page)
    await devtools.send('WebAuthn.enable')
    const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
        ...{ isUserVerified: true, automaticPresenceSimulation: true },
      },
    })
    const touch = (enabled: boolean) =>
      devtools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled })
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    const sheet = page.getByRole('dialog')
    await sheet.getByLabel('Name of the passkey').fill('Ana’s laptop')
    await sheet.getByRole('button', { name: 'Add a passkey' }).click()
    await page.getByText('Ana’s laptop').waitFor()

    // Until she touches it, none is offered by itself either.
    await touch(false)
    await signOut(page)
    await touch(true)
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page.getByRole('navigation', { name: 'Places' }).waitFor()

    await page.goto(`${app.url}/settings/security`)
    await page.getByRole('button', { name: 'Remove the passkey “Ana’s laptop”' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove', exact: true }).click()
    await page.getByText('There are none yet.').waitFor()
    await touch(false)
    await signOut(page)
    await touch(true)
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page.getByText('This passkey opens no account here.').waitFor()
    assert.deepEqual(ownComplaints(complaints()), [])
    await context.close()
  })

  test('with a code: a second browser shows it, the first sees whose it is, lets it in, and removes it again', async () => {
    const first = await signedIn('/')
    const second = await browser.person({ viewport: 'phone', look: 'dark' })
    await second.page.goto(app.url)
    await second.page.getByRole('button', { name: 'Use a device that is signed in' }).click()
    await second.page.getByRole('img', { name: 'Address of the page that lets this browser in' }).waitFor()
    const code = await second.page.getByTestId('code').textContent()

    const { page } = first
    await page.goto(`${app.url}/link?code=${code}`)
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByText(/It asks from .*(127\.0\.0\.1|::1)/).waitFor()
    await page.getByRole('button', { name: 'Let it in' }).click()
    await page.getByText('is in. It goes on by itself.').waitFor()
    await second.page.getByRole('navigation', { name: 'Places' }).first().waitFor()

    await page.goto(`${app.url}/settings/security`)
    const others = page.getByRole('button', { name: /^Remove “/ })
    await others.first().waitFor()
    for (let left = await others.count(); left > 0; left--) {
      await others.first().click()
      // What was removed before is told by a toast, which is an alert as well.
      const remove = page.getByRole('alertdialog').getByRole('button', { name: 'Remove', exact: true })
      await remove.click()
      await remove.waitFor({ state: 'hidden' })
      await others.nth(left - 1).waitFor({ state: 'detached' })
    }
    await second.page.getByRole('heading', { name: 'Sign in' }).waitFor()
    for (const { complaints, context } of [first, second]) {
      assert.deepEqual(ownComplaints(complaints()), [])
      await context.close()
    }
  })

  test('with a link that a device of hers has shown, once', async () => {
    const { server } = app
    const asked = requestOf('POST', '/api/v1/device-codes', { json: { deviceName: 'Phone' } })
    const { deviceCode, userCode }: { deviceCode: string; userCode: string } = await (
      await server.app(asked)
    ).json()
    const ana = await server.signIn('ana')
    await ana.call('POST', 'device-codes/approve', { json: { userCode } })
    const [phone, other] = [
      await browser.person({ viewport: 'phone' }),
      await browser.person({ viewport: 'phone' }),
    ]
    await phone.page.goto(`${app.url}/join#${deviceCode}`)
    await phone.page.getByRole('button', { name: 'Add this device' }).click()
    await phone.page.getByRole('navigation', { name: 'Places' }).first().waitFor()
    await phone.page.waitForURL((address) => address.hash === '')
    await other.page.goto(`${app.url}/join#${deviceCode}`)
    await other.page.getByRole('button', { name: 'Add this device' }).click()
    await other.page.getByText('This link has run out or was used.').waitFor()
    for (const { complaints, context } of [phone, other]) {
      assert.deepEqual(ownComplaints(complaints()), [])
      await context.close()
    }
  })
})
