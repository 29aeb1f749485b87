import type { DeviceId, Identity, Session } from '@rollcall/protocol'
import type { AccountRow, DeviceRow, Store } from '../store/store.ts'
import type { AccountPorts } from './account-ports.ts'
import type { DeviceRecordPorts } from './keep-device-record.ts'
import { keepDeviceRecord } from './keep-device-record.ts'
import { createToken, tokenHashOf } from './tokens.ts'

/** Bytes of chance in an id. */
const ID_BYTES = 16

/** What signing in needs of the world: the library is told of the device. */
export type SessionPorts = AccountPorts & DeviceRecordPorts

/** Signs a new device in. Its token is in the answer and nowhere else. */
export async function openSession(
  ports: SessionPorts,
  account: AccountRow,
  deviceName: string,
): Promise<Session> {
  const now = ports.clock.now()
  const token = createToken('rc', ports.random)
  const device: DeviceRow = {
    deviceId: ports.random.hex(ID_BYTES) as DeviceId,
    accountId: account.accountId,
    name: deviceName,
    tokenHash: tokenHashOf(token),
    createdAt: now,
    lastSeenAt: now,
    revokedAt: null,
  }
  await ports.store.accounts.putDevice(device)
  await keepDeviceRecord(ports, account.libraryId, device)
  ports.log.info('device signed in', { accountId: account.accountId, deviceId: device.deviceId })
  return { token, ...(await identify(ports.store, account, device)) }
}

/** Who a signed-in device is, and the libraries it may use. */
export async function identify(
  store: Store,
  account: AccountRow,
  device: DeviceRow,
): Promise<Omit<Identity, 'serverVersion'>> {
  const { libraryId, name, idKey } = await store.read(account.libraryId, (reader) => reader.library())
  return {
    deviceId: device.deviceId,
    deviceName: device.name,
    accountId: account.accountId,
    account: account.name,
    libraries: [{ libraryId, name, role: 'owner', idKey }],
  }
}
