import type { ClientState, UploadEntry } from '../../engine/library-client.ts'

/** What the line over the page says of the files picked in this browser. */
export interface UploadSummary {
  /** Files that are not safe and not left out. */
  readonly open: number
  readonly blocked: number
  /** Share of their bytes that the server has, from 0 to 1. */
  readonly share: number
  /** Whether closing the page would lose something. */
  readonly isAtRisk: boolean
}

/** Sums up a state's uploads. The counts are the roll's, so they hold for files that the list leaves out as well. */
export function uploadSummaryOf({ roll, uploads }: Pick<ClientState, 'roll' | 'uploads'>): UploadSummary {
  const moving = uploads.filter(isOpen)
  const bytes = moving.reduce((sum, each) => sum + each.bytes, 0)
  const sent = moving.reduce((sum, each) => sum + each.sentBytes, 0)
  return {
    open: roll.inProgress + roll.waiting + roll.blocked,
    blocked: roll.blocked,
    share: bytes === 0 ? 0 : Math.min(1, sent / bytes),
    isAtRisk: moving.some(({ isKept, state }) => !isKept && state !== 'blocked'),
  }
}

function isOpen({ state }: UploadEntry): boolean {
  return state !== 'safe' && state !== 'excluded'
}
