import type { AccountPorts } from '../account-ports.ts'
import type { Gates } from '../gates.ts'
import type { Challenges } from './challenges.ts'

/** What passkeys need of the world. */
export type PasskeyPorts = AccountPorts & { readonly gates: Gates; readonly challenges: Challenges }
