import { PasskeysGroup } from './passkeys-group.tsx'
import { SessionsGroup } from './sessions-group.tsx'

/** Who can get in: passkeys, and the devices that are in. */
export function SecuritySection() {
  return (
    <>
      <PasskeysGroup />
      <SessionsGroup />
    </>
  )
}
