import type { Random } from '@rollcall/sync'
import type { Log } from '../log/log.ts'
import type { VerifyPorts } from '../uploads/verify-ports.ts'

/** What granting leases needs of the world. */
export type LeasePorts = VerifyPorts & { readonly random: Random; readonly log: Log }
