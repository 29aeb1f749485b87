/** Something that is loaded when it is first wanted, and then kept. */
export interface LateValue<Value> {
  /** Loads it, once; again after that was rejected, as without a network. */
  readonly load: () => Promise<Value>
  /** It, where it is here already; null before. */
  readonly known: () => Value | null
}

/** See {@link LateValue}. */
export function lateValue<Value>(load: () => Promise<Value>): LateValue<Value> {
  let loading: Promise<Value> | null = null
  let known: Value | null = null
  return {
    load: () => {
      loading ??= load().then(
        (value) => {
          known = value
          return value
        },
        (cause: unknown) => {
          loading = null
          throw cause
        },
      )
      return loading
    },
    known: () => known,
  }
}
