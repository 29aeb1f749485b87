/** How a process that decodes ends itself when it holds too much memory: a signal that nobody else sends. */
export const MEMORY_SIGNAL = 'SIGUSR2'

/** Environment variable that tells the process how much memory it may hold, bytes. */
export const MEMORY_VARIABLE = 'ROLLCALL_WORKER_MEMORY_BYTES'

/** What the thread that watches a process is told. */
export interface WatchOrder {
  /** Resident memory that the process may hold. */
  readonly memoryMaxBytes: number
  /** The process that must be there. */
  readonly serverPid: number
}
