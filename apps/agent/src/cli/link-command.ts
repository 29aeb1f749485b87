import { mkdirSync } from 'node:fs'
import { hostname } from 'node:os'
import { resolve } from 'node:path'
import type { ServerApi } from '@rollcall/platform-client'
import { createCaller, createServerApi } from '@rollcall/platform-client'
import { createSystemClock } from '@rollcall/platform-node'
import type { DeviceCode, Session } from '@rollcall/protocol'
import { valueOf } from './describe-problem.ts'
import { readDeviceConfig, writeDeviceConfig } from './device-config.ts'
import { CommandStop, EXIT } from './exit.ts'
import { tellLinked } from './link-again.ts'
import { openDevice, rootOf } from './open-device.ts'
import { printable } from './print-table.ts'
import { readPassword } from './read-password.ts'
import { SETTING_WORDS, settingValueWords } from './setting-words.ts'
import type { CarriedSettings } from './settings-left.ts'
import { takeUpSettings } from './settings-left.ts'

/** Options of `rollcall link`. */
export interface LinkOptions {
  readonly folder: string
  readonly name?: string
  readonly account?: string
  readonly passwordStdin?: boolean
  readonly json?: boolean
}

/**
 * Makes a folder a device of an account: with the account's password, or with a code that a device already signed in
 * approves. The folder is made if it is not there; what lies in it stays and is synced. Where it was a device of the same library before,
 * what was chosen for that one is chosen for the new one. A folder that is a device is left as it is: see {@link tellLinked}.
 */
export async function linkCommand(url: string, options: LinkOptions): Promise<void> {
  const server = parseServerUrl(url)
  if (options.passwordStdin && options.account === undefined) {
    throw new CommandStop('A password belongs to an account: give --account NAME too.', EXIT.wrongUse)
  }
  mkdirSync(resolve(options.folder), { recursive: true })
  const root = rootOf(options.folder)
  const known = readDeviceConfig(root)
  if (known !== null) {
    const { account = null, json: isJson = false } = options
    return await tellLinked(known, { root, server, account, isJson })
  }
  const deviceName = options.name ?? hostname()
  const api = createServerApi(createCaller({ url: server, token: null, fetch }))
  // A server that is too old to sign is known by its key later, from the first sight of it.
  const key = await api.serverKey()
  const session =
    options.account === undefined
      ? await linkByCode(api, deviceName, options.json ?? false)
      : await linkByPassword(api, options.account, deviceName, options.passwordStdin ?? false)
  const [library] = session.libraries
  if (library === undefined) throw new CommandStop('This account has no library.')
  writeDeviceConfig(root, {
    ...(key.ok ? { serverKey: key.value.publicKey } : {}),
    server,
    token: session.token,
    deviceId: session.deviceId,
    deviceName: session.deviceName,
    accountId: session.accountId,
    account: session.account,
    libraryId: library.libraryId,
    libraryName: library.name,
    idKey: library.idKey,
  })
  const carried = carryOver(root)
  if (options.json) {
    console.log(
      JSON.stringify({
        carried: carried?.settings ?? [],
        device: session.deviceName,
        deviceId: session.deviceId,
        server,
        library: library.libraryId,
        folder: root,
      }),
    )
    return
  }
  console.log(`${root} is linked: device "${session.deviceName}" of ${session.account}.`)
  if (carried !== null) {
    console.log(`What was chosen for "${printable(carried.deviceName)}" in this folder counts for it too:`)
    for (const { name, value } of carried.settings)
      console.log(`  ${SETTING_WORDS[name]}: ${settingValueWords(name, value, () => 'an album')}`)
    console.log('To take that back, once it has synced: rollcall undo')
  }
  console.log(`Start syncing with: rollcall sync --folder ${root}`)
}

/** What was chosen for the device that this folder was before. */
function carryOver(root: string): CarriedSettings | null {
  const device = openDevice(root)
  try {
    return takeUpSettings(device)
  } finally {
    device.close()
  }
}

async function linkByPassword(
  api: ServerApi,
  account: string,
  deviceName: string,
  fromStdin: boolean,
): Promise<Session> {
  const password = await readPassword(fromStdin)
  return valueOf(await api.signIn({ account, password, deviceName }))
}

async function linkByCode(api: ServerApi, deviceName: string, isQuiet: boolean): Promise<Session> {
  const clock = createSystemClock()
  const code = valueOf(await api.requestDeviceCode(deviceName))
  const out = isQuiet ? console.error : console.log
  out(`On a device that is signed in, run:\n\n    rollcall approve ${code.userCode}\n`)
  out(`Waiting until ${new Date(code.expiresAt).toLocaleTimeString()} …`)
  return waitForApproval(api, code, clock)
}

async function waitForApproval(
  api: ServerApi,
  code: DeviceCode,
  clock: ReturnType<typeof createSystemClock>,
): Promise<Session> {
  while (clock.now() < code.expiresAt) {
    await clock.sleep(code.intervalMs)
    const answer = await api.redeemDeviceCode(code.deviceCode)
    if (answer.ok) return answer.value
    const isPending = answer.refusal.code === 'authorization_pending' || answer.refusal.code === 'throttled'
    if (!isPending) return valueOf(answer)
  }
  throw new CommandStop('Nobody approved the code in time. Run the command again for a new one.')
}

function parseServerUrl(text: string): string {
  const url = URL.parse(text) ?? URL.parse(`http://${text}`)
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new CommandStop(
      `${text} is not the address of a server. It looks like http://127.0.0.1:7655`,
      EXIT.wrongUse,
    )
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '')
}
