import { createCaller, createServerApi, ServerAway } from '@rollcall/platform-client'
import type { DeviceConfig } from './device-config.ts'
import { CommandStop } from './exit.ts'
import { printable, quoted } from './print-table.ts'

/** What somebody wants a folder linked to that is linked already. */
export interface LinkWish {
  readonly root: string
  readonly server: string
  /** Null: whichever account. */
  readonly account: string | null
  readonly isJson: boolean
}

/**
 * Answers who links a folder that is linked. To the same server and account: that it is so, which is no trouble. To another one, or where
 * the server does not know the device any more: stops with the commands that link it anew, as the folder's state belongs to one library.
 */
export async function tellLinked(known: DeviceConfig, wish: LinkWish): Promise<void> {
  const { root, server, account, isJson } = wish
  const isSame = known.server === server && (account ?? known.account) === known.account
  const where = `${printable(root)} is linked already: device "${printable(known.deviceName)}" of ${known.account} on ${known.server}.`
  if (!isSame) throw new CommandStop(`${where}\n${againWords(wish)}`)
  if (!(await isStillKnown(known)))
    throw new CommandStop(
      `${where}\nThe server does not let it in any more: it was removed, or signed out.\n${againWords(wish)}`,
    )
  if (isJson) {
    const { deviceName: device, deviceId, libraryId: library } = known
    console.log(
      JSON.stringify({ wasLinked: true, carried: [], device, deviceId, server, library, folder: root }),
    )
    return
  }
  console.log(`${where} Nothing was changed.`)
  console.log(`Start syncing with: rollcall sync --folder ${quoted(root)}`)
}

/** A server that does not answer now has not said otherwise. */
async function isStillKnown({ server, token }: DeviceConfig): Promise<boolean> {
  try {
    const answer = await createServerApi(createCaller({ url: server, token, fetch })).identity()
    return answer.ok || answer.refusal.status !== 401
  } catch (error) {
    if (error instanceof ServerAway) return true
    throw error
  }
}

function againWords({ root, server, account }: LinkWish): string {
  const folder = `--folder ${quoted(root)}`
  return [
    `To link it to ${server} instead, every file in it staying where it is:`,
    `    rollcall unlink --keep ${folder}`,
    `    rollcall link ${server} ${folder}${account === null ? '' : ` --account ${quoted(account)}`}`,
  ].join('\n')
}
