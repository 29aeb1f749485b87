/** Every deed of an API answers later. */
type Deed = (...args: never[]) => Promise<unknown>

/**
 * An API whose code comes with the first call: `load` answers it, and is asked at each call. All of its members are functions that answer
 * a promise, which is all that is known of it here: a name that it does not have is a function too, which rejects.
 */
export function lateApi<Api extends { readonly [Name in keyof Api]: Deed }>(load: () => Promise<Api>): Api {
  const deedOf =
    (name: string | symbol) =>
    async (...args: readonly unknown[]) => {
      const deed: unknown = Reflect.get(await load(), name)
      if (typeof deed !== 'function') throw new Error(`Cannot call ${String(name)}: there is no such deed`)
      return await (deed as (...args: readonly unknown[]) => Promise<unknown>)(...args)
    }
  // The type of a proxy is that of what it stands for.
  return new Proxy({} as Api, { get: (_, name) => deedOf(name) })
}
