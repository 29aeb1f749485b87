import type { DeviceState, Engine, EngineEvent, EnginePorts, WipeReport } from '@rollcall/agent'
import {
  checkSafeToWipe,
  createEngine,
  devicePaths,
  MIGRATIONS,
  openDeviceState,
  runEngine,
} from '@rollcall/agent'
import {
  createCaller,
  createLibraryApi,
  createServerApi,
  createWaker,
  listenForPokes,
} from '@rollcall/platform-client'
import type { Database } from '@rollcall/platform-node'
import { createSha256, hmacSha256, openDatabase, unpackSegment } from '@rollcall/platform-node'
import type { LibraryId, Session } from '@rollcall/protocol'
import type { Clock, RollCall } from '@rollcall/sync'
import { converge } from '@rollcall/sync'
import { checkRoll } from './check-roll.ts'
import type { Kernel, SimProcess } from './kernel.ts'
import type { PlantedBug } from './planted-bugs.ts'
import type { SeededRandom } from './seeded-random.ts'
import { createSeededRandom } from './seeded-random.ts'
import type { ServerNode } from './server-node.ts'
import { WORLD_BEGAN_AT, wrap } from './server-node.ts'
import type { Lent } from './sim-database.ts'
import { copyDatabase, createDatabasePool, memoryDatabase } from './sim-database.ts'
import { SimDisk } from './sim-disk.ts'
import { SimNetwork } from './sim-network.ts'
import { watchDisk } from './watch-disk.ts'
import type { OutboxTally } from './watch-state.ts'
import { watchState } from './watch-state.ts'
import type { Witness } from './witness.ts'

/** The device's folder on its disk. */
export const ROOT = '/photos'

/** How long a call of a device's disk takes at most, milliseconds. */
const CALL_MAX_MS = 1

/** The account that every device signs in to. */
export const ACCOUNT = { account: 'ada', password: 'correct horse' } as const

const DATABASES = createDatabasePool('device', (uri) => openDatabase(uri, MIGRATIONS))

/** What a device shares with its world. */
export interface DeviceWorld {
  readonly seed: number
  readonly kernel: Kernel
  readonly witness: Witness
  readonly server: ServerNode
  readonly bug: PlantedBug | null
  /** Names this run's databases apart from all others of the process. */
  readonly name: string
}

interface Running {
  readonly engine: Engine
  readonly state: DeviceState
}

/** A folder device: a disk, a database and a session, which outlive the engine that runs over them. */
export class DeviceNode {
  readonly name: string
  readonly network: SimNetwork
  readonly tally: OutboxTally = { queued: 0, settled: 0, line: new Map() }
  readonly #world: DeviceWorld
  readonly #random: SeededRandom
  readonly #calls: SeededRandom
  /** Null for a clone, which has a copy. */
  #lent: Lent<Database> | null
  #databaseUri: string
  #database: Database
  #process: { readonly name: string; isAlive: boolean }
  #disk: SimDisk
  #session: Session | null = null
  /** How wrong the wall clock is, milliseconds. */
  #skew = 0
  #boots = 0
  #bootedAt = 0
  #running: Running | null = null
  readonly #stops: AbortController[] = []
  #roll: RollCall | null = null
  #ticks = 0
  #serverKey: string | null = null
  /** What people have done here, counted. */
  doings = 0

  constructor(name: string, world: DeviceWorld) {
    const { seed, kernel } = world
    this.#world = world
    this.name = name
    this.#process = { name, isAlive: true }
    this.#random = createSeededRandom(seed, name)
    this.#calls = createSeededRandom(seed, `${name}/calls`)
    this.network = new SimNetwork(kernel, createSeededRandom(seed, `${name}/network`))
    this.#disk = new SimDisk(this.#diskWorld())
    this.#lent = DATABASES.take()
    this.#databaseUri = this.#lent.uri
    this.#database = this.#lent.handle
  }

  /** The run of the engine that lives now, or begins next. */
  get process(): SimProcess {
    return this.#process
  }

  get disk(): SimDisk {
    return this.#disk
  }

  get isUp(): boolean {
    return this.#running !== null
  }

  /** The last roll of the running engine; null before the first. */
  get roll(): RollCall | null {
    return this.#roll
  }

  /** Rolls called since the engine started. */
  get ticks(): number {
    return this.#ticks
  }

  /** The state of the running engine. */
  get state(): DeviceState | null {
    return this.#running?.state ?? null
  }

  /** The engine that runs. */
  get engine(): Engine | null {
    return this.#running?.engine ?? null
  }

  get session(): Session {
    if (this.#session === null) throw new Error(`Cannot use ${this.name}: it is not linked`)
    return this.#session
  }

  get libraryId(): LibraryId {
    const [library] = this.session.libraries
    if (library === undefined) throw new Error('Cannot use session: it has no library')
    return library.libraryId
  }

  get idKey(): string {
    return this.session.libraries[0]?.idKey ?? ''
  }

  /** Signs in and makes the folder a device. */
  async link(): Promise<void> {
    const caller = createCaller({ url: 'http://server.test', token: null, fetch: this.#fetch() })
    const signedIn = await createServerApi(caller).signIn({ ...ACCOUNT, deviceName: this.name })
    if (!signedIn.ok) throw new Error(`Cannot link ${this.name}: ${signedIn.refusal.code}`)
    this.#session = signedIn.value
    this.#disk.put(devicePaths(ROOT).config, new TextEncoder().encode('{}'))
  }

  /** Becomes a clone of another device: its disk and its database, at this moment. */
  cloneFrom(original: DeviceNode): void {
    this.#session = original.session
    this.#disk = original.disk.clone(this.#diskWorld())
    this.#skew = original.#skew
    this.#giveBack()
    this.#databaseUri = memoryDatabase(`${this.#world.name}-${this.name}`)
    const copy = copyDatabase(original.#databaseUri, this.#databaseUri)
    this.#database = openDatabase(this.#databaseUri, MIGRATIONS)
    copy.close()
    original.tally.line.clear()
    // Also while no engine of the original runs.
    const waiting = this.#database.prepare('SELECT count(*) AS n FROM outbox WHERE outcome IS NULL').get()
    this.tally.queued = Number(waiting?.['n'])
  }

  /** Begins an engine over what is there. */
  start(): void {
    if (this.#running !== null || this.#session === null) return
    const { witness } = this.#world
    const process = this.#process
    const { ports, watched } = this.#ports(process)
    const waker = createWaker(ports.clock)
    const engine = createEngine(ports, waker.wake)
    const stop = new AbortController()
    this.#stops.push(stop)
    this.#running = { engine, state: watched }
    this.#roll = null
    this.#ticks = 0
    const runToEnd = async () => {
      const end = await runEngine(engine, waker, ports.clock, stop.signal)
      if (end !== 'restart' || !process.isAlive) return
      stop.abort()
      this.#running = null
      this.start()
    }
    runToEnd().catch((error: unknown) => {
      if (!process.isAlive) return
      const what = error instanceof Error ? error.stack : String(error)
      witness.report('finished', `the engine of ${this.name} threw ${what}`)
    })
    void listenForPokes(ports, engine.noticeLibrary, stop.signal)
  }

  /** Reads the library to its head without an engine, as a device does first of all; nothing is downloaded. */
  async readLibrary(): Promise<void> {
    const { api, state } = this.#ports(this.#process).ports
    const read = await converge(state.replica, {
      push: api.push,
      changes: (cursor) => api.changes(cursor, null),
      segments: { manifest: api.bootstrap, segment: api.segment },
    })
    if (!read.ok) throw new Error(`Cannot read library: ${read.refusal.code}`)
  }

  #ports(process: SimProcess): { readonly ports: EnginePorts; readonly watched: DeviceState } {
    const { bug, kernel, witness, server } = this.#world
    const clock = wrap(this.#clock(process), bug?.deviceClock, this.#random)
    const random = this.#random
    const state = openDeviceState(this.#database, {
      clock,
      random,
      deviceId: this.session.deviceId,
      deviceName: this.name,
    })
    const trueNow = () => WORLD_BEGAN_AT + kernel.time
    const watched = watchState(state, this.name, this.tally, server.history, witness, trueNow)
    const port = this.#disk.port((act) => kernel.effect(process, this.#calls.between(0.02, CALL_MAX_MS), act))
    const { createSha256: create, disk } = this.#plantDisk(
      watchDisk(port, this.#disk, ROOT, witness, (sha256) => server.isHeld(sha256)),
    )
    const caller = createCaller({
      url: 'http://server.test',
      token: this.session.token,
      fetch: this.#fetch(),
    })
    const ports: EnginePorts = {
      disk,
      clock,
      random,
      state: wrap(watched, bug?.deviceState, random),
      api: wrap(createLibraryApi(caller, this.libraryId, unpackSegment), bug?.deviceApi, random),
      root: ROOT,
      idKey: this.idKey,
      createSha256: create,
      hmacSha256,
      onEvent: (event) => this.#onEvent(event),
    }
    return { ports, watched }
  }

  /** Asks whether this device can be wiped, as `rollcall safe-to-wipe` does; null while no engine runs. Never ends if that is killed. */
  async checkSafeToWipe(): Promise<WipeReport | null> {
    if (this.#running === null) return null
    const { ports } = this.#ports(this.#process)
    const { token } = this.session
    const server = createServerApi(createCaller({ url: 'http://server.test', token, fetch: this.#fetch() }))
    const wipePorts = {
      ...ports,
      server,
      state: this.#running.state,
      libraryId: this.libraryId,
      pinnedKey: () => this.#serverKey,
      pinKey: (key: string) => void (this.#serverKey = key),
      onProgress: { read: () => undefined, attested: () => undefined },
    }
    return await checkSafeToWipe(wrap(wipePorts, this.#world.bug?.deviceWipe, this.#random), 0)
  }

  /** Is wiped and linked again: nothing is left of its files and of what it knew. */
  erase(): void {
    this.crash(false)
    this.#disk = new SimDisk(this.#diskWorld())
    this.#disk.put(devicePaths(ROOT).config, new TextEncoder().encode('{}'))
    this.#giveBack()
    this.#lent = DATABASES.take()
    this.#databaseUri = this.#lent.uri
    this.#database = this.#lent.handle
    this.tally.line = new Map()
    this.start()
  }

  /** Kills the engine; with `power`, the machine starts anew and its disk loses its cache. */
  crash(power: boolean): void {
    this.#process.isAlive = false
    this.#process = { name: this.name, isAlive: true }
    this.#running = null
    this.network.breakAll()
    if (!power) return
    this.#disk.cutPower()
    // After a new boot, ages of what was queued before rest on the wall clock, which may have been set meanwhile.
    this.tally.line.clear()
    this.#boots++
    this.#bootedAt = this.#world.kernel.time
  }

  /** Sets the wall clock forward or back. */
  jumpClock(milliseconds: number): void {
    this.#skew += milliseconds
  }

  /** What its wall clock says. */
  wallNow(): number {
    return Math.floor(WORLD_BEGAN_AT + this.#world.kernel.time + this.#skew)
  }

  /** Files that belong to the person, by path below the folder, in order. */
  files(): readonly string[] {
    const { own } = devicePaths(ROOT)
    return this.#disk
      .filesBelow(ROOT)
      .filter((path) => !path.startsWith(`${own}/`))
      .map((path) => path.slice(ROOT.length + 1))
  }

  /** The bytes of one of {@link files}. */
  bytesOf(path: string): Uint8Array {
    return this.#disk.bytesAt(`${ROOT}/${path}`) ?? new Uint8Array(0)
  }

  /** Ends everything. Node keeps a signal that a request was made with, and all that listens to it, until it is aborted. */
  close(): void {
    this.crash(false)
    for (const stop of this.#stops) stop.abort()
    this.#giveBack()
  }

  #giveBack(): void {
    if (this.#lent === null) this.#database.close()
    else DATABASES.giveBack(this.#lent)
    this.#lent = null
  }

  #onEvent(event: EngineEvent): void {
    if (event.kind !== 'roll' || this.#running === null) return
    this.#roll = event.roll
    this.#ticks++
    checkRoll(event.roll, this.#running.state, this.name, this.#world)
  }

  #plantDisk(disk: EnginePorts['disk']): Pick<EnginePorts, 'disk' | 'createSha256'> {
    const plain = { disk, createSha256 }
    return wrap(plain, this.#world.bug?.deviceDisk, this.#random)
  }

  #fetch() {
    return this.network.fetchFor(this.#process, () => this.#world.server.door)
  }

  #diskWorld() {
    const random = createSeededRandom(this.#world.seed, `${this.name}/disk`)
    return { random, wallNow: () => WORLD_BEGAN_AT + this.#world.kernel.time + this.#skew }
  }

  #clock(process: SimProcess): Clock {
    const { kernel } = this.#world
    return {
      now: () => this.wallNow(),
      monotonic: () => Math.floor(kernel.time - this.#bootedAt),
      bootId: `${this.name}-${this.#boots}`,
      sleep: (milliseconds, signal) => kernel.sleep(process, milliseconds, signal),
    }
  }
}
