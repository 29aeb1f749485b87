/** What a request comes with beyond itself. `incoming`: its body as the platform reads it, faster than `request.body`. */
export interface RequestEnv {
  readonly incoming?: AsyncIterable<Uint8Array>
  readonly remoteAddress?: string | undefined
}
