import { createSigningKey } from '@rollcall/platform-node'
import type { Store } from '../store/store.ts'

/** Where the key is kept that this server signs with. */
const KEY_SETTING = 'signing_key'

/** Answers the key that this server signs with, a secret. */
export type SigningKey = () => Promise<string>

/** The key of a server: made when it is first asked for, and kept for ever, so that what was signed can always be checked. */
export function openSigningKey({ accounts }: Pick<Store, 'accounts'>): SigningKey {
  let asked: Promise<string> | null = null
  const open = async () => {
    const kept = await accounts.setting(KEY_SETTING)
    return kept ?? (await accounts.keepSetting(KEY_SETTING, createSigningKey()))
  }
  return () => {
    // Asked for once only, or two of the first would each make one. What did not work is tried again.
    asked ??= open().catch((cause: unknown) => {
      asked = null
      throw cause
    })
    return asked
  }
}
