import type { Alarms } from '@rollcall/protocol'
import {
  accepted,
  alarmChannelsSchema,
  alarmsSchema,
  alarmTrialsSchema,
  deviceIdSchema,
  deviceReportSchema,
  doctorReportSchema,
  knownDevicesSchema,
  problem,
  PUSH_SUBSCRIPTIONS_MAX,
  pushEndpointSchema,
  pushSubscriptionSchema,
  refused,
} from '@rollcall/protocol'
import { z } from 'zod'
import type { Gates } from '../../accounts/gates.ts'
import type { AlarmPosts } from '../../alarms/alarm-posts.ts'
import { pushKeys, tellAccount } from '../../alarms/tell-account.ts'
import { diagnoseDevice } from '../../devices/diagnose-device.ts'
import { knownDevices } from '../../devices/known-devices.ts'
import { takeReport } from '../../devices/take-report.ts'
import type { AccountRow } from '../../store/store.ts'
import type { Route } from '../route.ts'
import { libraryRoute } from '../route.ts'
import type { ServerPorts } from '../server-ports.ts'

/** What devices say of themselves, what others may know of it, and whom to tell when one goes quiet. */
export function deviceRoutes(ports: GatedPorts): readonly Route[] {
  const { alarmPosts } = ports
  return [
    ...reportRoutes(ports),
    ...(alarmPosts === undefined ? [] : alarmRoutes({ ...ports, posts: alarmPosts })),
  ]
}

function reportRoutes(ports: ServerPorts): readonly Route[] {
  return [
    libraryRoute(
      {
        method: 'PUT',
        path: '/devices/{deviceId}/report',
        summary: 'Keeps what a device says of itself: its roll call, its reasons, its conditions',
        params: z.object({ deviceId: deviceIdSchema }),
        body: deviceReportSchema,
        answer: null,
        refuses: ['not_found', 'too_large', 'server_disk_full'],
      },
      ({ params, body }, { device }) =>
        takeReport(ports, { by: device.deviceId, of: params.deviceId, report: body }),
    ),
    libraryRoute(
      {
        method: 'GET',
        path: '/known-devices',
        summary: 'The devices of the account with what each said last of itself, and which have gone quiet',
        answer: { json: knownDevicesSchema },
        refuses: [],
      },
      async (_, caller) => accepted(await knownDevices(ports, caller)),
    ),
    libraryRoute(
      {
        method: 'GET',
        path: '/devices/{deviceId}/doctor',
        summary: 'What the doctor says of a device, as far as the server knows from its last report',
        params: z.object({ deviceId: deviceIdSchema }),
        answer: { json: doctorReportSchema },
        refuses: ['not_found'],
      },
      ({ params }, caller) => diagnoseDevice(ports, caller, params.deviceId),
    ),
  ]
}

type GatedPorts = ServerPorts & { readonly gates: Pick<Gates, 'alarmTrial'> }

type PostPorts = GatedPorts & { readonly posts: AlarmPosts }

function alarmRoutes(ports: PostPorts): readonly Route[] {
  return [
    libraryRoute(
      {
        method: 'GET',
        path: '/alarms',
        summary: 'Where the account wants to hear that a device has gone quiet',
        answer: { json: alarmsSchema },
        refuses: [],
      },
      async (_, { account }) => accepted(await alarmsOf(ports, account)),
    ),
    libraryRoute(
      {
        method: 'PUT',
        path: '/alarms',
        summary: 'Chooses where the account wants to hear it; null: not there',
        body: alarmChannelsSchema,
        answer: { json: alarmsSchema },
        refuses: [],
      },
      async ({ body }, { account }) => {
        await ports.store.reports.putChannels(account.accountId, body)
        return accepted(await alarmsOf(ports, account))
      },
    ),
    libraryRoute(
      {
        method: 'POST',
        path: '/alarms/trial',
        summary: 'Says a word on every channel, and answers what came of it',
        answer: { json: alarmTrialsSchema },
        refuses: ['throttled'],
      },
      async (_, { account }) => {
        const retryAfterMs = ports.gates.alarmTrial.begin([account.accountId])
        if (retryAfterMs > 0) return refused(problem('throttled', { retryAfterMs }))
        const title = 'A trial of Rollcall'
        const sentences = ['This is how Rollcall tells when one of your devices has gone quiet']
        const message = { kind: 'trial', account: account.name, title, sentences, devices: [] } as const
        return accepted({ trials: await tellAccount(ports, account, message) })
      },
    ),
    ...subscriptionRoutes(ports),
  ]
}

function subscriptionRoutes({ store }: PostPorts): readonly Route[] {
  return [
    libraryRoute(
      {
        method: 'POST',
        path: '/push-subscriptions',
        summary: 'Tells this browser too when a device has gone quiet',
        body: pushSubscriptionSchema,
        answer: null,
        refuses: ['throttled'],
      },
      async ({ body }, { account }) => {
        const isKept = await store.reports.putSubscription(account.accountId, body, PUSH_SUBSCRIPTIONS_MAX)
        return isKept ? accepted(null) : refused(problem('throttled', { most: PUSH_SUBSCRIPTIONS_MAX }))
      },
    ),
    libraryRoute(
      {
        method: 'DELETE',
        path: '/push-subscriptions',
        summary: 'Tells this browser no more',
        body: pushEndpointSchema,
        answer: null,
        refuses: [],
      },
      async ({ body }, { account }) => {
        await store.reports.dropSubscription(account.accountId, body.endpoint)
        return accepted(null)
      },
    ),
  ]
}

async function alarmsOf(ports: PostPorts, { accountId }: AccountRow): Promise<Alarms> {
  const { store, posts } = ports
  const { publicKey } = await pushKeys(ports)
  return {
    ...(await store.reports.channelsOf(accountId)),
    // A file that cannot be used sends no mail; a trial says why.
    canMail: await posts.canMail().catch(() => false),
    pushSubscriptions: (await store.reports.subscriptionsOf(accountId)).length,
    pushKey: publicKey,
  }
}
