import type { ClientState } from '../../engine/library-client.ts'

/** What is nowhere but in this browser: photos that the server does not have yet, and changes that it has not decided. */
export function onlyHere({ roll, unsent }: Pick<ClientState, 'roll' | 'unsent'>): {
  readonly uploads: number
  readonly changes: number
} {
  return { uploads: roll.inProgress + roll.waiting + roll.blocked, changes: unsent }
}
