import type { Clock, Random } from '@rollcall/sync'
import type { AlarmPosts } from '../alarms/alarm-posts.ts'
import type { PasswordHasher } from '../accounts/password-hasher.ts'
import type { Bootstrap } from '../bootstrap/bootstrap.ts'
import type { Blobs } from '../blobs/blobs.ts'
import type { DerivativeFiles } from '../derivatives/derivative-files.ts'
import type { Wants } from '../derivatives/wants.ts'
import type { Log } from '../log/log.ts'
import type { Notifier } from '../notifier/notifier.ts'
import type { WebApp } from '../pages/web-app.ts'
import type { PlaceFinder } from '../places/place-finder.ts'
import type { DuplicateBook } from '../storage/duplicates/duplicate-book.ts'
import type { PlanBook } from '../storage/plan-book.ts'
import type { Store } from '../store/store.ts'
import type { Reservations } from '../uploads/reservations.ts'

/** All that a server needs of the world. */
export interface ServerPorts {
  readonly store: Store
  readonly blobs: Blobs
  readonly derivativeFiles: DerivativeFiles
  readonly wants: Wants
  /** Without it new devices read the whole feed. */
  readonly bootstrap?: Bootstrap
  /** Without it the server has the plans that it comes with. */
  readonly plans?: PlanBook
  /** See `ReleasePorts`. */
  readonly releasesATurn?: number
  /** Without it the server offers no duplicates. */
  readonly duplicates?: DuplicateBook
  /** Ways to tell people outside of Rollcall; without them nobody is told. */
  readonly alarmPosts?: AlarmPosts
  /** Without it nobody is told what is where. */
  readonly places?: PlaceFinder
  /** The web app, as it was built; without it people find a page that says what runs here. */
  readonly web?: WebApp
  readonly notifier: Notifier
  readonly clock: Clock
  readonly random: Random
  readonly passwordHasher: PasswordHasher
  readonly log: Log
}

/** What handling bytes needs: the ports, and the room promised to single files on their way. */
export type BytePorts = ServerPorts & { readonly reservations: Reservations }
