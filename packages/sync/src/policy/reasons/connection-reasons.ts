import type { Facts } from '@rollcall/protocol'
import type { Reason } from './reason.ts'
import { reasonsOf, sizeOf, withFact } from './reason.ts'

/** Check 2: the network, the way to the server, and what may be sent over it. */
export type ConnectionReasonCode =
  | 'offline'
  | 'server_unreachable'
  | 'captive_portal'
  | 'tls_failed'
  | 'clock_wrong'
  | 'proxy_refused'
  | 'waiting_wifi'
  | 'mobile_data_off'
  | 'unlimited_updates_off'
  | 'roaming'
  | 'low_data_mode'
  | 'throttled'

const { waiting, blocked } = reasonsOf('connection')

/** The words of check 2. */
export const CONNECTION_REASONS: { readonly [Code in ConnectionReasonCode]: Reason } = {
  offline: waiting(
    'you',
    () => 'This device has no network, so nothing moves until it has.',
    'Connect to a network',
    ['connect_network', 'reset_connections'],
  ),
  server_unreachable: waiting(
    'server_owner',
    (facts) => `The server${withFact(' at ', facts['server'])} does not answer${failure(facts)}.`,
    'Check that the server runs and that its address is right',
    ['reset_connections', 'check_server'],
  ),
  captive_portal: waiting(
    'you',
    () => 'This network wants you to sign in first; until then it answers instead of the server.',
    'Open any page in a browser and sign in to the network',
    ['open_browser_sign_in', 'reset_connections'],
  ),
  tls_failed: blocked(
    'server_owner',
    (facts) =>
      `The server's certificate is not one that this device can trust${failure(facts)}, so nothing is sent.`,
    "Renew the server's certificate",
    ['renew_certificate', 'reset_connections'],
  ),
  clock_wrong: blocked(
    'you',
    (facts) =>
      `The clock of this device is ${span(facts['offsetMs'])}, so it cannot tell whether the server is the right one.`,
    'Set the clock of this device',
    ['set_clock'],
  ),
  proxy_refused: waiting(
    'you',
    (facts) => `A proxy between this device and the server does not let it through${failure(facts)}.`,
    'Check the proxy, its sign-in and the sizes that it lets through',
    ['check_proxy', 'reset_connections'],
  ),
  waiting_wifi: waiting(
    'you',
    () => 'This network is paid for by volume, so it waits for one that is not.',
    'Connect to Wi-Fi, or allow mobile data',
    ['connect_wifi', 'allow_mobile_once', 'allow_mobile_data', 'sync_now'],
  ),
  mobile_data_off: waiting(
    'you',
    () => 'Only mobile data is here, and Mobile data is off for photos, so it waits for Wi-Fi.',
    'Connect to Wi-Fi, or allow mobile data',
    ['connect_wifi', 'allow_mobile_once', 'allow_mobile_data', 'sync_now'],
  ),
  unlimited_updates_off: waiting(
    'you',
    (facts) =>
      `At ${sizeOf(facts['bytes'])} it is more than a small update, and Unlimited updates is off, so it waits for Wi-Fi.`,
    'Connect to Wi-Fi, or turn Unlimited updates on',
    ['connect_wifi', 'allow_mobile_once', 'allow_unlimited_updates', 'sync_now'],
  ),
  roaming: waiting(
    'you',
    () => 'This device is roaming, where data is dear, so it waits for Wi-Fi or for home.',
    'Connect to Wi-Fi, or allow it this once',
    ['connect_wifi', 'allow_mobile_once', 'sync_now'],
  ),
  low_data_mode: waiting(
    'you',
    () => 'The system is saving data (low data mode), so it waits until that is over.',
    'Turn low data mode off, or let Rollcall go on in it',
    ['sync_now', 'ignore_low_data', 'connect_wifi'],
  ),
  throttled: waiting('nobody', () => 'The server asked for a pause between attempts.', null, ['retry']),
}

function failure(facts: Facts): string {
  return withFact(' (', facts['failure'], ')')
}

/** How far a clock is off: `3 days ahead`. */
function span(offsetMs: Facts[string] | undefined): string {
  if (typeof offsetMs !== 'number') return 'wrong'
  const minutes = Math.round(Math.abs(offsetMs) / 60_000)
  const [amount, unit] =
    minutes < 120
      ? ([minutes, 'minute'] as const)
      : minutes < 48 * 60
        ? ([Math.round(minutes / 60), 'hour'] as const)
        : ([Math.round(minutes / (24 * 60)), 'day'] as const)
  return `${amount} ${unit}${amount === 1 ? '' : 's'} ${offsetMs > 0 ? 'ahead' : 'behind'}`
}
