import type { PushSubscription } from '@rollcall/protocol'

/** The key pair with which a server names itself to push services (VAPID, RFC 8292), base64url. */
export interface PushKeys {
  readonly publicKey: string
  readonly privateKey: string
}

/** What is said on every channel. Nothing in it names a photo: it goes over other people's servers. */
export interface AlarmMessage {
  readonly kind: 'quiet_devices' | 'trial'
  readonly account: string
  readonly title: string
  readonly sentences: readonly string[]
  readonly devices: readonly {
    readonly name: string
    readonly silentDays: number
    /** Originals that were not safe at last contact; null: it never said. */
    readonly notSafe: number | null
  }[]
}

/** Ways out of the server. Each rejects, with a message for people, when the message was not taken, in ten seconds at the most. */
export interface AlarmPosts {
  readonly webhook: (url: string, message: AlarmMessage) => Promise<void>
  /** Whether the owner of the server has said how mail is sent. */
  readonly canMail: () => Promise<boolean>
  readonly mail: (to: string, message: AlarmMessage) => Promise<void>
  /** Answers `gone` when the browser wants no more of it. */
  readonly push: (
    subscription: PushSubscription,
    keys: PushKeys,
    message: AlarmMessage,
  ) => Promise<'sent' | 'gone'>
  readonly makePushKeys: () => PushKeys
}

/** Why a message was not taken, in words. */
export class PostRefused extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'PostRefused'
  }
}
