import { gzipSync } from 'node:zlib'
import type { LibraryId, Sha256 } from '@rollcall/protocol'
import { LEASE_KEPT_MS, LEASE_VERIFIED_WITHIN_MS } from '@rollcall/protocol'
import type {
  Blobs,
  Bootstrap,
  BootstrapPorts,
  Log,
  PasswordHasher,
  ServerApp,
  Store,
} from '@rollcall/server'
import {
  createBootstrap,
  createDerivativeFiles,
  createFileBlobs,
  createInProcessNotifier,
  createPartEncoder,
  createServerApp,
  createWants,
  createSqliteStore,
  findMissing,
  recover,
  fixedPlans,
  runDerivations,
  runScrub,
  runTrash,
} from '@rollcall/server'
import type { Clock } from '@rollcall/sync'
import { DiskFailure } from '@rollcall/sync'
import type { Kernel, SimProcess } from './kernel.ts'
import type { PlantedBug } from './planted-bugs.ts'
import type { SeededRandom } from './seeded-random.ts'
import { createSeededRandom } from './seeded-random.ts'
import type { Lent } from './sim-database.ts'
import { copyDatabase, createDatabasePool, memoryDatabase } from './sim-database.ts'
import { createSimDeriver } from './sim-deriver.ts'
import { SimDisk } from './sim-disk.ts'
import { PLANS } from './sim-plans.ts'
import type { ServerDoor } from './sim-network.ts'
import { ServerHistory } from './watch-store.ts'
import type { Witness } from './witness.ts'
import { sumOf } from './witness.ts'

/** The folder of the server's disk that holds everything. */
const ROOT = '/data'

/** The server's wall clock at the beginning: 2026-11-20 12:00 UTC. */
export const WORLD_BEGAN_AT = Date.UTC(2026, 10, 20, 12)

/** How long a call of the disk or the database takes at most, milliseconds. */
const CALL_MAX_MS = 2

/** How many worlds have no segments, and how many rows those of the others have at most. */
const WITHOUT_SEGMENTS = 0.3
const PART_ROWS_MAX = 6

/** Parts so large that few changes leave them as they are, for the feed to bring. */
const WHOLE_LIBRARY_ROWS = 100

/** After a start that failed, whoever looks after the server starts it again. */
const RESTART_AFTER_MS = 1_000

const STORES = createDatabasePool('server', createSqliteStore)

/** What a server shares with its world. */
export interface ServerWorld {
  readonly seed: number
  readonly kernel: Kernel
  readonly witness: Witness
  readonly bug: PlantedBug | null
  /** Names this run's databases apart from all others of the process. */
  readonly name: string
}

/** The server: one process over a database and a disk, which both outlive it. */
export class ServerNode {
  #process = { name: 'server', isAlive: true }
  readonly disk: SimDisk
  readonly history: ServerHistory
  readonly #world: ServerWorld
  readonly #random: SeededRandom
  readonly #calls: SeededRandom
  readonly #deriving: SeededRandom
  /** Null once a backup was put back. */
  #lent: Lent<Store> | null
  #store: Store
  #databaseUri: string
  #app: ServerApp | null = null
  #isStarting = false
  #first: Request | null = null
  #backup: { readonly uri: string; readonly keeper: { readonly close: () => void } } | null = null
  #backups = 0
  /** When the backup was made that is there, virtual milliseconds. */
  backedUpAt = 0

  constructor(world: ServerWorld) {
    const { seed, witness } = world
    this.#world = world
    this.#random = createSeededRandom(seed, 'server')
    this.#calls = createSeededRandom(seed, 'server/calls')
    this.#deriving = createSeededRandom(seed, 'server/deriving')
    this.disk = new SimDisk({
      random: createSeededRandom(seed, 'server/disk'),
      wallNow: () => this.#wallNow(),
    })
    this.disk.put(`${ROOT}/here`, new Uint8Array(0))
    this.history = new ServerHistory(witness, () => this.#wallNow())
    this.#lent = STORES.take()
    this.#databaseUri = this.#lent.uri
    this.#store = this.#lent.handle
  }

  /** What the network knocks at. */
  get door(): ServerDoor {
    return { process: this.#process, answer: this.#app }
  }

  get isUp(): boolean {
    return this.#app !== null
  }

  /** The run of the program that lives now, or begins next. */
  get process(): SimProcess {
    return this.#process
  }

  /** The store, without delay and without watching: for the operator's own hands and for checks. */
  get store(): Store {
    return this.#store
  }

  /** Where the bytes of a blob lie. */
  pathOf(sha256: string): string {
    return `${ROOT}/blobs/${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`
  }

  /** Whether the server's disk holds these bytes, and would after a power cut. */
  hasDurable(sha256: string): boolean {
    return this.disk.survives(this.pathOf(sha256), (bytes) => sumOf(bytes) === sha256)
  }

  /**
   * Whether a device may drop its copy of these bytes now [R5]. What rotted since the server can last have read it, before it gave a lease
   * that holds by now, nobody could know.
   */
  isHeld(sha256: Sha256): boolean {
    const { witness, kernel } = this.#world
    const rottenAt = witness.rottenAt.get(sha256) ?? Number.NEGATIVE_INFINITY
    const isFresh = kernel.time - rottenAt <= LEASE_VERIFIED_WITHIN_MS + LEASE_KEPT_MS
    if (witness.spoilt.has(sha256)) return isFresh
    return this.history.blobs.get(sha256)?.state === 'durable' && this.hasDurable(sha256)
  }

  /** Begins a process over what is there, and again when the disk refuses. Resolves when it answers requests, or has crashed. */
  async start(): Promise<void> {
    if (this.isUp || this.#isStarting) return
    this.#isStarting = true
    const process = this.#process
    try {
      await this.#boot(process)
      if (process.isAlive) this.#isStarting = false
    } catch (error) {
      if (!(error instanceof DiskFailure)) throw error
      this.crash(false)
      await this.#world.kernel.sleep(null, RESTART_AFTER_MS)
      await this.start()
    }
  }

  async #boot(process: SimProcess): Promise<void> {
    const { bug } = this.#world
    const clock = this.#clock(process)
    const disk = wrap(
      this.disk.port((act) => this.#later(process, act)),
      bug?.serverDisk,
      this.#random,
    )
    const blobs: Blobs = wrap(
      createFileBlobs({ disk, random: this.#random, root: ROOT }),
      bug?.serverBlobs,
      this.#random,
    )
    const watched = this.history.watch(this.#store)
    const store = this.#slow(process, wrap(this.#checked(watched), bug?.serverStore, this.#random))
    const notifier = createInProcessNotifier(clock)
    const log = this.#log()
    const bootstrap = this.#bootstrap({ store, disk, clock, log, root: ROOT })
    const ports = {
      store,
      blobs,
      derivativeFiles: createDerivativeFiles({ disk, random: this.#random, root: ROOT }),
      wants: createWants(),
      notifier,
      clock,
      random: this.#random,
      passwordHasher: FAST_HASHER,
      log,
      plans: fixedPlans(PLANS),
      ...fewReleases(createSeededRandom(this.#world.seed, 'server/releases')),
      ...(bootstrap === null ? {} : { bootstrap }),
    }
    await recover(ports)
    if (!process.isAlive) return
    const app = createServerApp(ports)
    if (this.#first !== null) await app(this.#first)
    this.#first = null
    this.#app = app
    const stop = new AbortController().signal
    findMissing(ports, { signal: stop }).catch((error: unknown) => this.#fail(error))
    const deriver = createSimDeriver(this.disk, disk, this.#deriving)
    runTrash(ports, stop).catch((error: unknown) => this.#fail(error))
    runScrub(ports, stop, { quietMs: app.quietMs }).catch((error: unknown) => this.#fail(error))
    runDerivations({ ...ports, deriver }, stop).catch((error: unknown) => this.#fail(error))
  }

  /** Segments of a few rows, so that small libraries have several; null in worlds whose devices read the whole feed. */
  #bootstrap(ports: Pick<BootstrapPorts, 'store' | 'disk' | 'clock' | 'log' | 'root'>): Bootstrap | null {
    const random = createSeededRandom(this.#world.seed, 'server/segments')
    if (random.chance(WITHOUT_SEGMENTS)) return null
    const partRows = random.chance(0.5) ? 1 + random.below(PART_ROWS_MAX) : WHOLE_LIBRARY_ROWS
    const sizes = { partRows, leastRows: 1, turnRows: 1 + random.below(4) }
    const openEncoder = (kind: 'assets' | 'records') => createPartEncoder(kind, gzipSync)
    return createBootstrap({ ...ports, openEncoder, sizes })
  }

  /** Kills the process; with `power`, the disk loses its cache too. */
  crash(power: boolean): void {
    this.#process.isAlive = false
    this.#process = { name: 'server', isAlive: true }
    this.#app = null
    this.#isStarting = false
    if (power) this.disk.cutPower()
  }

  /** Every row's bytes, right after a power cut or a restart: no durable row without them. */
  checkRows(): void {
    const { witness } = this.#world
    for (const { sha256, state } of this.history.blobs.values()) {
      if (state !== 'durable' || witness.spoilt.has(sha256)) continue
      const bytes = this.disk.bytesAt(this.pathOf(sha256))
      const isIntact = bytes !== null && sumOf(bytes) === sha256
      witness.expect(
        isIntact,
        'rows have bytes',
        () => `${sha256.slice(0, 8)} is durable and not on the disk`,
      )
    }
  }

  /** The operator copies the database; the blobs go on. */
  backUp(): void {
    const uri = memoryDatabase(`${this.#world.name}-backup-${this.#backups++}`)
    const keeper = copyDatabase(this.#databaseUri, uri)
    this.#backup?.keeper.close()
    this.#backup = { uri, keeper }
    this.backedUpAt = this.#world.kernel.now
  }

  /**
   * The operator puts the older database back, while no process runs, and says so with a new epoch [R11]; or says nothing,
   * and `first` is the first request that the next process gets. Answers false when there is no backup.
   */
  async restoreBackup(libraryId: LibraryId, first: Request | null): Promise<boolean> {
    const backup = this.#backup
    if (backup === null) return false
    this.#backup = null
    this.#first = first
    await this.#giveBack()
    this.#databaseUri = backup.uri
    this.#store = createSqliteStore(backup.uri)
    backup.keeper.close()
    const store = wrap(this.#store, this.#world.bug?.serverStore, this.#random)
    if (first === null) await store.write(libraryId, (writer) => writer.breakEpoch())
    await this.history.reload(this.#store, libraryId)
    this.#noteBytesGone()
    return true
  }

  /** An older backup of the rows names files that were purged since, as somebody wanted them to be: nobody can give those back. */
  #noteBytesGone(): void {
    const { witness } = this.#world
    for (const { sha256, state } of this.history.blobs.values()) {
      const isGone = this.disk.bytesAt(this.pathOf(sha256)) === null
      if (state === 'durable' && isGone && witness.purged.has(sha256)) witness.spoilt.add(sha256)
    }
  }

  /** Ends everything. */
  async close(): Promise<void> {
    this.crash(false)
    this.#backup?.keeper.close()
    await this.#giveBack()
  }

  async #giveBack(): Promise<void> {
    if (this.#lent === null) await this.#store.close()
    else STORES.giveBack(this.#lent)
    this.#lent = null
  }

  /** The server may not say durable before the bytes are, whatever it does later. */
  #checked(store: Store): Store {
    const { witness } = this.#world
    return {
      ...store,
      write: async (libraryId, work) => {
        const promised: Sha256[] = []
        const result = await store.write(libraryId, (writer) =>
          work({
            ...writer,
            putBlob: (blob) => {
              if (blob.state === 'durable' && writer.blob(blob.sha256)?.state !== 'durable')
                promised.push(blob.sha256)
              writer.putBlob(blob)
            },
          }),
        )
        for (const sha256 of promised) {
          const holds = this.hasDurable(sha256)
          witness.expect(
            holds,
            'promised bytes are durable',
            () => `${sha256.slice(0, 8)} would not survive a power cut`,
          )
          if (holds) witness.spoilt.delete(sha256)
        }
        return result
      },
    }
  }

  #slow(process: SimProcess, store: Store): Store {
    return {
      ...store,
      read: (libraryId, work) => this.#later(process, () => store.read(libraryId, work)),
      write: (libraryId, work) => this.#later(process, () => store.write(libraryId, work)),
    }
  }

  #later<Value>(process: SimProcess, act: () => Value | Promise<Value>): Promise<Value> {
    return this.#world.kernel.effect(process, this.#calls.between(0.02, CALL_MAX_MS), act)
  }

  #clock(process: SimProcess): Clock {
    const { kernel } = this.#world
    return {
      now: () => Math.floor(this.#wallNow()),
      monotonic: () => Math.floor(kernel.time),
      bootId: 'server',
      sleep: (milliseconds, signal) => kernel.sleep(process, milliseconds, signal),
    }
  }

  #wallNow(): number {
    return WORLD_BEGAN_AT + this.#world.kernel.time
  }

  /** What only a bug writes to the log is a violation. */
  #log(): Log {
    return {
      debug: () => undefined,
      info: () => undefined,
      error: (_message, fields) => {
        const cause = fields?.['cause']
        if (cause instanceof Error) this.#fail(cause)
      },
    }
  }

  #fail(error: unknown): void {
    if (error instanceof Error && error.name === 'DiskFailure') return
    this.#world.witness.report(
      'finished',
      `the server threw ${error instanceof Error ? error.stack : String(error)}`,
    )
  }
}

/** In most worlds a release of held deletions needs several turns, however few photos it has. */
const fewReleases = (random: SeededRandom) =>
  random.chance(0.7) ? { releasesATurn: 1 + random.below(3) } : {}

/** Lets a planted bug change what a process is given. */
export function wrap<Port>(
  port: Port,
  plant: ((port: Port, random: SeededRandom) => Port) | undefined,
  random: SeededRandom,
): Port {
  return plant === undefined ? port : plant(port, random)
}

/** As good as any where nobody attacks, and instant. */
const FAST_HASHER: PasswordHasher = {
  hash: async (password) => `plain:${password}`,
  isRight: async (hash, password) => hash === `plain:${password}`,
  decoy: 'none',
}
