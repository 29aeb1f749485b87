import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { serverKeySchema, sessionSchema } from '@rollcall/protocol'

/*
 * What a household begins with, asked of the server over the wire, as a browser and any app does it. The commands `admin create-account`
 * and `link` do the same in a process of their own each; they are tested where they are what a test is about.
 */

/** The password of every account. */
export const PASSWORD = 'a long password'

/** Makes the owner's account through the one-time link that a new server prints. */
export async function setUpOwner(link: string, account: string, quota: string): Promise<void> {
  const token = new URL(link).searchParams.get('token') ?? ''
  const typed = { token, account, quota, password: PASSWORD, again: PASSWORD }
  const answer = await fetch(link, { method: 'POST', body: new URLSearchParams(typed) })
  assert.equal(answer.status, 201, await answer.text())
}

/** Makes a folder a device of an account: signs in, and keeps what `link` keeps. */
export async function signInFolder(
  folder: string,
  server: string,
  { deviceName, account }: { readonly deviceName: string; readonly account: string },
): Promise<void> {
  const [session, key] = await Promise.all([
    askServer(`${server}/api/v1/sessions`, { account, password: PASSWORD, deviceName }, sessionSchema),
    askServer(`${server}/api/v1/server-key`, null, serverKeySchema),
  ])
  const { libraries, ...own } = session
  const [library] = libraries
  assert.ok(library)
  const { libraryId, name: libraryName, idKey } = library
  mkdirSync(join(folder, '.rollcall'), { recursive: true, mode: 0o700 })
  const config = { ...own, server, serverKey: key.publicKey, libraryId, libraryName, idKey }
  writeFileSync(join(folder, '.rollcall/device.json'), JSON.stringify(config), { mode: 0o600 })
}

async function askServer<Answer>(
  url: string,
  json: object | null,
  schema: { readonly parse: (value: unknown) => Answer },
): Promise<Answer> {
  const sent = json === null ? {} : { method: 'POST', body: JSON.stringify(json) }
  const answer = await fetch(url, { ...sent, headers: { 'content-type': 'application/json' } })
  const text = await answer.text()
  assert.ok(answer.ok, text)
  return schema.parse(JSON.parse(text))
}
