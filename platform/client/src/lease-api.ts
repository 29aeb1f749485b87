import type {
  Lease,
  LeaseCheck,
  LeaseId,
  LibraryId,
  Outcome,
  Problem,
  Sha256,
  Statement,
} from '@rollcall/protocol'
import { leaseCheckSchema, leaseSchema, statementPageAnswerSchema, statementSchema } from '@rollcall/protocol'

type Answer<Value> = Promise<Outcome<Value, Problem>>

interface Schema<Value> {
  readonly safeParse: (value: unknown) => { success: true; data: Value } | { success: false }
}

interface Call {
  readonly method: 'POST' | 'DELETE'
  readonly path: string
  readonly json?: unknown
}

/** The part of a `Caller` that these routes need. */
interface LeaseCaller {
  readonly send: (call: Call) => Answer<Response>
  readonly ask: <Value>(call: Call, schema: Schema<Value>) => Answer<Value>
  readonly tell: (call: Call) => Answer<null>
}

/** What a device asks the server before it drops copies, and before somebody wipes it. A part of `LibraryApi`. */
export interface LeaseApi {
  /**
   * Asks for leave to drop copies, of at most `LEASE_HASHES_MAX` hashes [R5]. May take minutes: the server reads back what it has not read
   * for long. Refuses `throttled` while this device has too many leases.
   */
  readonly lease: (hashes: readonly Sha256[]) => Answer<Lease>
  /** Over which of these the lease holds at this moment. To be asked right before they are dropped. */
  readonly checkLease: (leaseId: LeaseId, hashes: readonly Sha256[]) => Answer<LeaseCheck>
  /** Gives a lease back; one that is over already is no refusal. */
  readonly releaseLease: (leaseId: LeaseId) => Answer<null>
  /**
   * Lines of `attestLineSchema`, of at most `ATTEST_HASHES_MAX` hashes; the body has not been read yet. Before a statement, ask with
   * `ATTEST_MAX_AGE_MS`. Refuses `throttled` while another device of the library asks.
   */
  readonly attest: (hashes: readonly Sha256[], maxAgeMs: number) => Answer<Response>
  /**
   * Asks for a signed statement [R6], over these hashes or those of a list that was sent before. Refuses `lease_refused`, with the fact
   * `count`, when not all of them are safe, `too_large`, and `not_found` when the server has no such list any more.
   */
  readonly statement: (
    hashes: readonly Sha256[],
    ignored: number,
    list?: { readonly listId: string; readonly hashes: number },
  ) => Answer<Statement>
  /** Sends a part of a long list for a statement, `STATEMENT_PAGE_MAX` hashes at most; see `statementPageSchema`. */
  readonly statementPage: (page: {
    readonly listId: string
    readonly from: number
    readonly hashes: readonly Sha256[]
  }) => Answer<{ readonly taken: number }>
}

/** The routes of one library that leases and statements need. */
export function createLeaseApi({ send, ask, tell }: LeaseCaller, libraryId: LibraryId): LeaseApi {
  const library = `libraries/${libraryId}`
  return {
    lease: (hashes) => ask({ method: 'POST', path: `${library}/leases`, json: { hashes } }, leaseSchema),
    checkLease: (leaseId, hashes) => {
      const path = `${library}/leases/${leaseId}/check`
      return ask({ method: 'POST', path, json: { hashes } }, leaseCheckSchema)
    },
    releaseLease: (leaseId) => tell({ method: 'DELETE', path: `${library}/leases/${leaseId}` }),
    attest: (hashes, maxAgeMs) =>
      send({ method: 'POST', path: `${library}/attest`, json: { hashes, maxAgeMs } }),
    statement: (hashes, ignored, list) => {
      const json = { hashes, ignored, ...(list === undefined ? {} : { list }) }
      return ask({ method: 'POST', path: `${library}/statements`, json }, statementSchema)
    },
    statementPage: (page) =>
      ask({ method: 'POST', path: `${library}/statement-lists`, json: page }, statementPageAnswerSchema),
  }
}
