import type { AssetId, LibraryId, Sha256 } from '@rollcall/protocol'
import { hmacSha256 } from '@rollcall/platform-node'
import { assetIdOf } from '@rollcall/sync'
import { ACCOUNT, DeviceNode } from './device-node.ts'
import { Kernel } from './kernel.ts'
import type { PlantedBug } from './planted-bugs.ts'
import { createSeededRandom } from './seeded-random.ts'
import { ServerNode } from './server-node.ts'
import { Witness } from './witness.ts'

/** Setting up takes a few requests; more time than this means that it hangs. */
const SETUP_MAX_MS = 60_000

/** One server and its devices, in virtual time. */
export class World {
  readonly seed: number
  readonly kernel: Kernel
  readonly witness: Witness
  readonly server: ServerNode
  readonly devices: DeviceNode[] = []
  /** Whether everybody is off, for a month that is about to pass. */
  isMonthPassing = false
  /** Whether some device was wiped: what a server forgets after that, nobody can tell it again. */
  isAnyWiped = false
  readonly #bug: PlantedBug | null
  readonly #name: string

  constructor(seed: number, bug: PlantedBug | null, name: string) {
    this.seed = seed
    this.#bug = bug
    this.#name = name
    this.kernel = new Kernel(seed)
    this.witness = new Witness(() => this.kernel.now)
    this.server = new ServerNode({ ...this.#shared() })
  }

  get libraryId(): LibraryId {
    const [first] = this.devices
    if (first === undefined) throw new Error('Cannot tell library: there is no device')
    return first.libraryId
  }

  /** Makes the account, starts the server, and links and starts so many devices. */
  async setUp(count: number): Promise<void> {
    const random = createSeededRandom(this.seed, 'account')
    const account = {
      accountId: random.hex(16),
      name: ACCOUNT.account,
      passwordHash: `plain:${ACCOUNT.password}`,
      isOwner: true,
      libraryId: random.hex(16),
      idKey: random.hex(32),
      quotaBytes: null,
      now: 0,
    }
    type NewAccount = Parameters<ServerNode['store']['accounts']['create']>[0]
    await this.server.store.accounts.create(account as NewAccount)
    await this.server.history.reload(this.server.store, account.libraryId as LibraryId)
    await this.do(async () => {
      await this.server.start()
      for (let number = 1; number <= count; number++) await this.addDevice(`device-${number}`)
    })
  }

  /** Links a further device and starts it. The kernel must be running. */
  async addDevice(name: string): Promise<DeviceNode> {
    const device = this.newDevice(name)
    await device.link()
    device.start()
    return device
  }

  /** Lets somebody new read the library from its beginning, who is no device of this world afterwards. */
  async readAfresh(name: string, pageLimit: number | null): Promise<void> {
    const reader = new DeviceNode(name, { ...this.#shared(), server: this.server })
    reader.network.pageLimit = pageLimit
    await reader.link()
    await reader.readLibrary()
    reader.close()
  }

  /** A further device, neither linked nor started. */
  newDevice(name: string): DeviceNode {
    const device = new DeviceNode(name, { ...this.#shared(), server: this.server })
    this.devices.push(device)
    return device
  }

  /** Runs the kernel until `work` is done. Throws what it throws, and when it takes too long. */
  async do<Value>(work: () => Promise<Value>): Promise<Value> {
    let outcome: { readonly value: Value } | { readonly error: unknown } | null = null
    work().then(
      (value) => (outcome = { value }),
      (error: unknown) => (outcome = { error }),
    )
    await this.kernel.run(this.kernel.now + SETUP_MAX_MS, () => outcome !== null)
    const done = outcome as { readonly value: Value } | { readonly error: unknown } | null
    if (done === null) throw new Error('Cannot go on: what was begun does not end')
    if ('error' in done) throw done.error
    return done.value
  }

  /** The asset that an original makes in this library. */
  assetOf(original: Sha256): AssetId {
    return assetIdOf(this.devices[0]?.idKey ?? '', original, 0, hmacSha256)
  }

  /** Ends everything and frees its databases. */
  async close(): Promise<void> {
    for (const device of this.devices) device.close()
    await this.server.close()
  }

  #shared() {
    const { seed, kernel, witness } = this
    return { seed, kernel, witness, bug: this.#bug, name: this.#name }
  }
}
