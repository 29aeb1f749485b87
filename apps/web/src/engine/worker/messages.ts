import type { ClientState } from '../library-client.ts'

/*
 * What travels between a page, the worker of its tab, and the worker of the tab that keeps the library. Values are cloned on the way.
 */

/** A call, by a number that the caller has given to no other. */
export interface Call {
  readonly kind: 'call'
  readonly id: string
  /** A method of `LibraryEngine`. */
  readonly name: string
  readonly args: readonly unknown[]
}

/** What came of a call. `failure`: it was a bug, which is told as it was thrown. */
export interface Answer {
  readonly kind: 'answer'
  readonly id: string
  readonly value?: unknown
  readonly failure?: string
}

/** What is so, whenever it has changed. */
export interface Told {
  readonly kind: 'state'
  readonly state: ClientState
}

/** Between tabs. `hello`: who keeps the library? `here`: I do, from now on or still. */
export type TabMessage = Call | Answer | Told | { readonly kind: 'hello' } | { readonly kind: 'here' }

/** A page and its worker, as the worker or the page sees it. */
export interface Port {
  readonly post: (message: Call | Answer | Told) => void
  readonly onMessage: (listener: (message: Call | Answer | Told) => void) => void
}

/** All tabs of this browser. */
export interface TabChannel {
  readonly post: (message: TabMessage) => void
  readonly onMessage: (listener: (message: TabMessage) => void) => void
}
