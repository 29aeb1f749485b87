/*
 * A device without a keyboard, or one whose owner would rather not type a password, signs in by a code (after RFC 8628):
 *
 *   new device        requests a code, shows it, and asks every two seconds: "am I let in?"
 *   signed-in device  types the code and approves it
 *   new device        gets its session; the code is used up
 */
import type { AccountId, DeviceCode, Outcome, Problem, Session, WaitingDevice } from '@rollcall/protocol'
import { accepted, problem, refused } from '@rollcall/protocol'
import type { Random } from '@rollcall/sync'
import type { DeviceCodeRow } from '../store/store.ts'
import type { AccountPorts } from './account-ports.ts'
import { addressKey } from './address-key.ts'
import type { Gates } from './gates.ts'
import type { SessionPorts } from './open-session.ts'
import { openSession } from './open-session.ts'
import { createToken, tokenHashOf } from './tokens.ts'

/** How long a code waits for approval. */
const CODE_LASTS_MS = 15 * 60 * 1000

/** How often a new device may ask. */
const ASK_EVERY_MS = 2_000

/** Codes open at once on the whole server. */
const CODES_MAX = 1_000

/** Letters that are told apart by ear and eye and spell no words, after RFC 8628, section 6.1: eight carry 34 bits. */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ'
const HALF_LENGTH = 4

type DeviceCodePorts = AccountPorts & { readonly gates: Gates }

/** Opens a code for a new device. Refuses `throttled` when this address, or the whole server, has too many open. */
export async function requestDeviceCode(
  ports: DeviceCodePorts,
  request: { readonly deviceName: string; readonly address: string | undefined },
): Promise<Outcome<DeviceCode, Problem>> {
  const now = ports.clock.now()
  const retryAfterMs = ports.gates.deviceCode.begin([addressKey(request.address)])
  if (retryAfterMs > 0) return refused(problem('throttled', { retryAfterMs }))
  const { accounts } = ports.store
  if ((await accounts.countDeviceCodes(now)) >= CODES_MAX) {
    return refused(problem('throttled', { retryAfterMs: CODE_LASTS_MS }))
  }
  const deviceCode = createToken('rcd', ports.random)
  const expiresAt = now + CODE_LASTS_MS
  let userCode = createUserCode(ports.random)
  while ((await accounts.deviceCodeByUserCode(userCode)) !== null) userCode = createUserCode(ports.random)
  const deviceCodeHash = tokenHashOf(deviceCode)
  await accounts.putDeviceCode({
    deviceCodeHash,
    userCode,
    deviceName: request.deviceName,
    expiresAt,
    address: request.address ?? null,
    accountId: null,
  })
  return accepted({ deviceCode, userCode, expiresAt, intervalMs: ASK_EVERY_MS })
}

/**
 * Answers a new device that asks whether it is let in. Refuses `authorization_pending` until somebody approved it and
 * `code_expired` for a code that ran out, was used or never was.
 */
export async function redeemDeviceCode(
  ports: SessionPorts,
  deviceCode: string,
): Promise<Outcome<Session, Problem>> {
  const { accounts } = ports.store
  const hash = tokenHashOf(deviceCode)
  const code = await accounts.deviceCodeByHash(hash)
  if (code === null || code.expiresAt <= ports.clock.now()) return refused(problem('code_expired'))
  if (code.accountId === null) return refused(problem('authorization_pending', { intervalMs: ASK_EVERY_MS }))
  const account = await accounts.byId(code.accountId)
  const isFirstUse = await accounts.removeDeviceCode(hash)
  if (account === null || !isFirstUse) return refused(problem('code_expired'))
  return accepted(await openSession(ports, account, code.deviceName))
}

/**
 * Tells who is to be let in, before they are. Refuses `throttled`, counting with {@link approveDeviceCode}, and `code_expired` for a code
 * that is not open.
 */
export async function readDeviceCode(
  ports: DeviceCodePorts,
  question: { readonly accountId: AccountId; readonly userCode: string },
): Promise<Outcome<WaitingDevice, Problem>> {
  const code = await openCodeOf(ports, question)
  if (!code.ok) return code
  ports.gates.approval.forget(question.accountId)
  const { deviceName, address, expiresAt } = code.value
  return accepted({ deviceName, address, expiresAt })
}

/** Lets the device with this code into the account. Refuses `throttled` and `code_expired`; answers the device's name. */
export async function approveDeviceCode(
  ports: DeviceCodePorts,
  approval: { readonly accountId: AccountId; readonly userCode: string },
): Promise<Outcome<{ readonly deviceName: string }, Problem>> {
  const found = await openCodeOf(ports, approval)
  if (!found.ok) return found
  const code = found.value
  const isApproved = await ports.store.accounts.approveDeviceCode(code.deviceCodeHash, approval.accountId)
  if (!isApproved) return refused(problem('code_expired'))
  ports.gates.approval.forget(approval.accountId)
  return accepted({ deviceName: code.deviceName })
}

/** The open code that somebody of an account has typed; one attempt of theirs. */
async function openCodeOf(
  ports: DeviceCodePorts,
  { accountId, userCode: typed }: { readonly accountId: AccountId; readonly userCode: string },
): Promise<Outcome<DeviceCodeRow, Problem>> {
  const retryAfterMs = ports.gates.approval.begin([accountId])
  if (retryAfterMs > 0) return refused(problem('throttled', { retryAfterMs }))
  const letters = typed.toUpperCase().replaceAll(/[^A-Z]/g, '')
  const userCode = `${letters.slice(0, HALF_LENGTH)}-${letters.slice(HALF_LENGTH)}`
  const code = await ports.store.accounts.deviceCodeByUserCode(userCode)
  return code === null || code.accountId !== null || code.expiresAt <= ports.clock.now()
    ? refused(problem('code_expired'))
    : accepted(code)
}

function createUserCode(random: Random): string {
  const half = () => Array.from({ length: HALF_LENGTH }, () => letter(random)).join('')
  return `${half()}-${half()}`
}

function letter(random: Random): string {
  return LETTERS.charAt(Math.floor(random.fraction() * LETTERS.length))
}
